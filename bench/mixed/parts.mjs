/** What is measured, of how many calls. */
import { atOnce, KINDS, overTime } from './calls.mjs'
import { driveAtOnce, driveOverTime } from './drive.mjs'
import { outcomeOf } from './outcome.mjs'

export const WORKERS = 2
export const WARM_UP = 4000
export const AT_ONCE = 10_000
export const OVER_TIME = 3000
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
const part = (name, calls, make) => {
  const named = (columns) => columns.map((column) => ({ ...column, key: `${name}-${column.key}` }))
  const [main, more] = [named(COLUMNS), named(MORE)]
  const drive = async (pool, round) => {
    await driveAtOnce(pool, atOnce(WARM_UP, 0))
    const chosen = calls(round)
    return outcomeOf(name, chosen, await make(pool, chosen))
  }
  return { name, main, more, measures: [...main, ...more].map(({ key }) => key), calls, drive }
}

/** In the order in which they run in one process. The calls are other ones in each round. */
export const PARTS = [
  part('once', (round) => atOnce(AT_ONCE, round), driveAtOnce),
  part('time', (round) => overTime(OVER_TIME, WORKERS, LOAD, round), driveOverTime),
]
