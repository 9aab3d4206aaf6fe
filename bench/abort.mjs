/**
 * `npm run bench:abort`: queued calls are aborted in random order. The time for each must not depend on
 * how many there are.
 */
import { Pool } from '../dist/index.js'

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
for (const count of [1000, 10_000, 100_000]) {
  const rounds = []
  for (let i = 0; i < 3; i++) rounds.push(await measure(count))
  const [, { each, signal }] = rounds.toSorted((a, b) => a.each - b.each)
  console.log(
    `${String(count).padStart(7)} queued: ${each.toFixed(0)} ns each, of which the signal alone ${signal.toFixed(0)} ns`,
  )
}
