/**
 * `npm run bench:outstanding`: what a call costs that does nothing, by how many are made at a time; and how many wait for one
 * that works for long, though it was expected to be short.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { Pool } from '../dist/index.js'
import { describeMachine } from './pool/machine.mjs'
import { median } from './pool/statistics.mjs'
import { table } from './pool/table.mjs'

const TASK = new URL('./outstanding-task.mjs', import.meta.url)
const OUTSTANDING = [1, 64, 1000]
const CALLS = 20_000
const ROUNDS = 5

const piscina = (atATime) => () => {
  const pool = new Piscina({
    filename: fileURLToPath(TASK),
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: atATime,
  })
  return { call: () => pool.run(undefined, { name: 'nothing' }), end: () => pool.destroy() }
}

/** One worker each. */
const SUBJECTS = {
  'invoke (a process)': () => {
    const pool = new Pool({ limit: 1 })
    const { nothing } = pool.invoke(TASK)
    return { call: () => nothing(), end: () => pool.kill() }
  },
  'piscina (a thread)': piscina(1),
  'piscina (a thread), 64 tasks at a time in it': piscina(64),
}

const make = async (call, outstanding) => {
  let left = CALLS
  const lane = async () => {
    while (left-- > 0) await call()
  }
  const begin = performance.now()
  await Promise.all(Array.from({ length: outstanding }, lane))
  return ((performance.now() - begin) * 1000) / CALLS
}

/** How many of 100 short calls take longer than half of a second, of which the first works for a whole one. */
const countLate = async (before) => {
  const pool = new Pool({ limit: 2, minimum: 2 })
  await pool.start()
  const { work } = pool.invoke(TASK)
  for (let made = 0; made < before; made += 8)
    await Promise.all(Array.from({ length: 8 }, () => work(0)))
  const begin = performance.now()
  let late = 0
  await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      await work(i === 0 ? 1000 : 0)
      if (performance.now() - begin > 500) late++
    }),
  )
  await pool.kill()
  return late
}

const names = Object.keys(SUBJECTS)
const figures = new Map(names.map((name) => [name, OUTSTANDING.map(() => [])]))
for (let round = 0; round < ROUNDS; round++) {
  const first = round % names.length
  for (const name of [...names.slice(first), ...names.slice(0, first)]) {
    const { call, end } = SUBJECTS[name]()
    await make(call, 64)
    for (const [i, outstanding] of OUTSTANDING.entries()) {
      figures.get(name)[i].push(await make(call, outstanding))
    }
    await end()
  }
}
const calls = table([
  ['µs for each call', ...OUTSTANDING.map((count) => `${count} at a time`)],
  ...names.map((name) => [name, ...figures.get(name).map((each) => median(each).toFixed(1))]),
])
const BEFORE = [0, 16, 64, 400]
const late = []
for (const before of BEFORE) {
  const counts = []
  for (let round = 0; round < 3; round++) counts.push(await countLate(before))
  late.push(String(median(counts)))
}
const waiting = table([
  ['short calls before', ...BEFORE.map(String)],
  ['of 100 calls, late', ...late],
])
const { date, node, system, versions, processors } = describeMachine(['piscina'])
writeFileSync(
  new URL('results/outstanding.md', import.meta.url),
  `# Calls that do nothing

\`npm run bench:outstanding\`. ${date.slice(0, 10)}, Node ${node}, ${system}, ${processors} processors, piscina ${versions.piscina}. One worker; medians of ${ROUNDS} rounds of
${CALLS} calls.

${calls}

How many calls wait for one that works for a second, though its function had been short so many times before. Two workers, one of
which has nothing to do meanwhile; medians of 3.

${waiting}
`,
)
console.log(`${calls}\n\n${waiting}`)
