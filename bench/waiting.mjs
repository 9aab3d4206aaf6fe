/**
 * `npm run bench:waiting`: calls that wait among calls that work, in two workers that make several at a time. Whoever
 * counts calls only, lets those that work crowd each other out, or keeps those that wait from beginning.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { Pool } from '../dist/index.js'
import { describeMachine } from './pool/machine.mjs'
import { median } from './pool/statistics.mjs'
import { table } from './pool/table.mjs'

const WORKERS = 2
const CALLS = 1000
const ROUNDS = 5
const TASK = new URL('./waiting-task.mjs', import.meta.url)
/** Milliseconds of each kind, and how many of a hundred calls are of it. */
const KINDS = { wait: [20, 50], short: [1, 45], long: [20, 5] }

const SUBJECTS = {}
for (const atATime of [1, 16, 64]) {
  SUBJECTS[`invoke, ${atATime} at a time`] = () => {
    const pool = new Pool({ limit: WORKERS, concurrency: atATime })
    const module = pool.invoke(TASK)
    return { call: (kind) => module[kind](), end: () => pool.kill() }
  }
  SUBJECTS[`piscina, ${atATime} at a time`] = () => {
    const pool = new Piscina({
      filename: fileURLToPath(TASK),
      minThreads: WORKERS,
      maxThreads: WORKERS,
      concurrentTasksPerWorker: atATime,
    })
    return { call: (kind) => pool.run(undefined, { name: kind }), end: () => pool.destroy() }
  }
}

/** The same list for all, in an order that is the same in every run. */
const list = (() => {
  let seed = 1
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
  const kinds = Object.entries(KINDS).flatMap(([kind, [, share]]) => Array(share).fill(kind))
  return Array.from({ length: CALLS }, () => kinds[Math.floor(random() * kinds.length)])
})()

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

const measure = async (open) => {
  const { call, end } = open()
  await Promise.all(list.slice(0, 100).map(call))
  const slowdowns = { wait: [], short: [], long: [] }
  const begin = performance.now()
  await Promise.all(
    list.map(async (kind) => {
      await call(kind)
      slowdowns[kind].push((performance.now() - begin) / KINDS[kind][0])
    }),
  )
  const total = performance.now() - begin
  await end()
  const all = Object.values(slowdowns).flat()
  return {
    total,
    mean: mean(all),
    p99: all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.99)],
    ...Object.fromEntries(Object.entries(slowdowns).map(([kind, each]) => [kind, mean(each)])),
  }
}

const outcomes = Object.fromEntries(Object.keys(SUBJECTS).map((name) => [name, []]))
const names = Object.keys(SUBJECTS)
for (let round = 0; round < ROUNDS; round++) {
  const first = round % names.length
  for (const name of [...names.slice(first), ...names.slice(0, first)]) {
    outcomes[name].push(await measure(SUBJECTS[name]))
  }
}
const columns = ['total', 'mean', 'p99', 'wait', 'short', 'long']
const rows = names.map((name) => [
  name,
  ...columns.map((column) =>
    median(outcomes[name].map((each) => each[column])).toFixed(column === 'total' ? 0 : 1),
  ),
])
const text = table([
  [
    'subject',
    'total ms',
    'mean slowdown',
    'p99',
    'of those that wait',
    'of short ones',
    'of long ones',
  ],
  ...rows,
])
const { date, node, system, versions } = describeMachine(['piscina'])
writeFileSync(
  new URL('results/waiting.md', import.meta.url),
  `# Calls that wait among calls that work

\`npm run bench:waiting\`. ${date.slice(0, 10)}, Node ${node}, ${system}, piscina ${versions.piscina}. ${CALLS} calls at once, ${WORKERS} workers: half wait
for 20 ms, 45 of 100 work for 1 ms, 5 of 100 work for 20 ms. The slowdown is the time from the call to its result, divided by what it takes.
Medians of ${ROUNDS} rounds.

${text}
`,
)
console.log(text)
