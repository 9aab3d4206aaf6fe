/** `npm run bench:schedule`: what it costs to choose who is next, by how many wait. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { Line, outOfLine } from '../../src/core/schedule/line.ts'
import { notWaiting, ResponseRatioQueue } from '../../src/core/schedule/response-ratio.ts'

const QUEUED = [1e3, 1e4, 1e5, 1e6]
const METHODS = 1e4
const STEPS = 50_000
const ROUNDS = 5

/** Durations in milliseconds, from 20 µs to 20 s. */
const durations = Array.from({ length: METHODS }, (_, i) => 0.02 * 10 ** ((6 * i) / METHODS))

/** Each gives a queue with `push(method, now)` and `shift(now)`. */
const SUBJECTS = {
  'response ratio': () => {
    const queue = new ResponseRatioQueue()
    return {
      push: (method, now) => queue.push({ ...notWaiting }, now, durations[method]),
      shift: (now) => queue.shift(now),
    }
  },
  'first come, first served': () => {
    const line = new Line()
    return { push: () => line.push({ ...outOfLine }), shift: () => line.shift() }
  },
  'exact, by a look at the first of each method': () => {
    const lines = new Map()
    return {
      push: (method, now) => {
        const line = lines.get(method) ?? new Line()
        lines.set(method, line)
        line.push({ ...outOfLine, method, since: now })
      },
      shift: (now) => {
        let best
        let highest = -1
        for (const [method, line] of lines) {
          const ratio = (now - line.front.since) / durations[method]
          if (ratio <= highest) continue
          highest = ratio
          best = line
        }
        const item = best.shift()
        if (best.size === 0) lines.delete(item.method)
        return item
      },
    }
  },
}

const random = (seed) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
  return seed / 2 ** 31
}

/** Microseconds for one that is served and one that comes, while so many wait. */
const measure = (open, queued, steps) => {
  const next = random(1)
  const queue = open()
  let now = 0
  const method = () => Math.floor(next() * METHODS)
  for (let i = 0; i < queued; i++) queue.push(method(), (now += 0.01))
  const began = performance.now()
  for (let i = 0; i < steps; i++) {
    queue.shift((now += 0.01))
    queue.push(method(), now)
  }
  return ((performance.now() - began) * 1000) / steps
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

const rows = []
for (const [name, open] of Object.entries(SUBJECTS)) {
  const cells = []
  for (const queued of QUEUED) {
    // The look at all takes so long that fewer steps tell enough.
    const steps = name.startsWith('exact') ? STEPS / 100 : STEPS
    const values = Array.from({ length: ROUNDS }, () => measure(open, queued, steps))
    cells.push(`${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)})`)
    console.log(`${name}, ${queued} queued: ${cells.at(-1)} µs`)
  }
  rows.push(`| ${name} | ${cells.join(' | ')} |`)
}
const report = `# Choosing who is next

Microseconds for one call that is taken out and one that comes, with ${METHODS} methods; medians of ${ROUNDS} (fastest).
\`npm run bench:schedule\` writes this page. Node ${process.version}.

| calls that wait | ${QUEUED.join(' | ')} |
| --- |${' --- |'.repeat(QUEUED.length)}
${rows.join('\n')}
`
const results = new URL('../results/', import.meta.url)
mkdirSync(results, { recursive: true })
writeFileSync(new URL('schedule.md', results), report)
