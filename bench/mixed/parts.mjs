/** What is measured, of how many calls. */
import { atOnce, KINDS, overTime } from './calls.mjs'

export const WORKERS = 2
export const WARM_UP = 400
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

/** The columns of its two tables, and all of them together. */
const part = (name, calls) => {
  const named = (columns) => columns.map((column) => ({ ...column, key: `${name}-${column.key}` }))
  const [main, more] = [named(COLUMNS), named(MORE)]
  return { name, main, more, measures: [...main, ...more].map(({ key }) => key), calls }
}

/** In the order in which they run in one process. The calls are other ones in each round. */
export const PARTS = [
  part('once', (round) => atOnce(AT_ONCE, round)),
  part('time', (round) => overTime(OVER_TIME, WORKERS, LOAD, round)),
]
