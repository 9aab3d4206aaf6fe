/** What became of the calls of one part, in numbers. */
import { KINDS } from './calls.mjs'

/** Of the calls, sorted by their slowdown: where a curve has its points. */
export const SHARES = [...Array.from({ length: 50 }, (_, i) => i / 50), 0.99, 0.995, 0.999, 1]

const meanOf = (list) => list.reduce((sum, value) => sum + value, 0) / list.length

const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

/** How late the calls were made, where that is known. */
const latenessOf = (part, calls, { due, since, until }) => {
  if (due === undefined) return {}
  return {
    [`${part}-late`]: meanOf(since.map((time, i) => time - due[i])),
    [`${part}-due`]: meanOf(calls.map(({ kind: { cpu } }, i) => (until[i] - due[i]) / cpu)),
  }
}

/** @param log when each call was due, if it can be late, was made, and had its result, in milliseconds */
export const outcomeOf = (part, calls, log) => {
  const { since, until } = log
  const waits = Float64Array.from(calls, ({ kind }, i) => until[i] - since[i] - kind.cpu)
  // Whatever is faster than the time that it takes was not measured well.
  if (waits.some((wait) => wait < -1e-3)) throw new Error('a call took less than its own time')
  const slowdowns = Float64Array.from(calls, ({ kind: { cpu } }, i) => (until[i] - since[i]) / cpu)
  const sorted = slowdowns.toSorted()
  const ofKind = KINDS.map((kind) => [
    `${part}-${kind.name}`,
    meanOf([...slowdowns].filter((_, i) => calls[i].kind === kind)),
  ])
  return {
    [`${part}-total`]: Math.max(...until) - Math.min(...since),
    [`${part}-mean`]: meanOf(sorted),
    [`${part}-p95`]: quantile(sorted, 0.95),
    [`${part}-p99`]: quantile(sorted, 0.99),
    [`${part}-wait`]: Math.max(...waits),
    ...Object.fromEntries(ofKind),
    ...latenessOf(part, calls, log),
    curve: SHARES.map((share) => quantile(sorted, share)),
  }
}
