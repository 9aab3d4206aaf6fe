/** What is measured of mixed calls, whoever drives them. */
import { atOnce, KINDS, overTime } from './calls.mjs'
import { outcomeOf } from './outcome.mjs'

export const WORKERS = 2
export const LOAD = 0.6

const COLUMNS = [
  { key: 'total', title: 'total, ms' },
  { key: 'mean', title: 'mean slowdown' },
  { key: 'p95', title: 'p95' },
  { key: 'p99', title: 'p99' },
  { key: 'wait', title: 'longest wait, ms' },
]

const MORE = [
  ...KINDS.map(({ name, cpu }) => ({ key: name, title: `mean of ${cpu} ms` })),
  { key: 'late', title: 'made late by, ms' },
  { key: 'due', title: 'mean since due' },
]

/**
 * The columns of its two tables, all of them together, and what makes the calls of a round in a pool, after others that
 * let it learn what can be learned.
 */
const part = (name, calls, warmUp, make) => {
  const named = (columns) => columns.map((column) => ({ ...column, key: `${name}-${column.key}` }))
  const [main, more] = [named(COLUMNS), named(MORE)]
  const drive = async (pool, round) => {
    await warmUp(pool)
    const chosen = calls(round)
    return outcomeOf(name, chosen, await make(pool, chosen))
  }
  return { name, main, more, measures: [...main, ...more].map(({ key }) => key), calls, drive }
}

/**
 * In the order in which they run in one process. The calls are other ones in each round.
 * @param counts of calls: to warm up, `once`, and over `time`
 */
export const partsOf = (counts, driver) => {
  const warmUp = (pool) => driver.atOnce(pool, atOnce(counts.warmUp, 0))
  return [
    part(
      'once',
      (round) => atOnce(counts.once, round),
      warmUp,
      (pool, calls) => driver.atOnce(pool, calls),
    ),
    part(
      'time',
      (round) => overTime(counts.time, WORKERS, LOAD, round),
      warmUp,
      (pool, calls) => driver.overTime(pool, calls),
    ),
  ]
}
