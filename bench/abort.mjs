/**
 * `npm run bench:abort`: queued calls are aborted in random order. The time for each must not depend on
 * how many there are.
 */
import { writeFileSync } from 'node:fs'
import { Pool } from '../dist/index.js'
import { describeMachine } from './pool/machine.mjs'

const shuffle = (list) => {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[list[i], list[j]] = [list[j], list[i]]
  }
  return list
}

const measure = async (count) => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke(new URL('./items/workers/generator.mjs', import.meta.url))
  await module.rest(1)
  const busy = module.rest(60_000).catch(() => undefined)
  const controllers = Array.from({ length: count }, () => new AbortController())
  const calls = controllers.map(({ signal }) => module({ signal }).rest(1))
  const outcomes = Promise.allSettled(calls)
  const order = shuffle([...controllers])
  const start = performance.now()
  for (const controller of order) controller.abort()
  const milliseconds = performance.now() - start
  const settled = await outcomes
  if (settled.some(({ reason }) => reason?.name !== 'AbortError')) throw new Error('not aborted')
  await pool.kill({ force: true })
  await busy
  // What the signals themselves take, in the same run.
  const bare = Array.from({ length: count }, () => {
    const controller = new AbortController()
    controller.signal.addEventListener('abort', () => undefined)
    return controller
  })
  const begin = performance.now()
  for (const controller of bare) controller.abort()
  return { each: (milliseconds * 1e6) / count, signal: ((performance.now() - begin) * 1e6) / count }
}

await measure(1000)
const rows = []
for (const count of [1000, 10_000, 100_000]) {
  const rounds = []
  for (let i = 0; i < 3; i++) rounds.push(await measure(count))
  const [, { each, signal }] = rounds.toSorted((a, b) => a.each - b.each)
  rows.push(`| ${count} | ${each.toFixed(0)} | ${signal.toFixed(0)} |`)
  console.log(rows.at(-1))
}
const { date, node, system } = describeMachine(['invoke'])
const text = `# Queued calls, aborted in random order

\`npm run bench:abort\`. ${date.slice(0, 10)}, Node ${node}, ${system}. Medians of three rounds. The last column is what an
\`AbortController\` with one listener takes by itself, in the same run.

| queued | ns for each abort | of which the signal |
| ---: | ---: | ---: |
${rows.join('\n')}
`
writeFileSync(new URL('results/abort.md', import.meta.url), text)
