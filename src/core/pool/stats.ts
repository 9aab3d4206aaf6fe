import type { Histogram } from '../schedule/histogram.js'
import type { Method } from '../session/method.js'

/** Milliseconds, of all calls so far. The quantiles are right within a tenth. */
export interface Durations {
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

/** What became of the calls of one export. */
export interface MethodStats {
  /** The resolved specifier of the module. */
  readonly module: string
  /** The name of the export; `undefined` for calls that only load the module. */
  readonly method: string | undefined
  /** How many functions came to a result or an error. Calls that were cancelled do not count. */
  readonly calls: number
  /** From the call to the beginning of the function, and back. */
  readonly wait: Durations
  /** From the beginning of the function to its result. */
  readonly run: Durations
  /** How many calls were made again because of the option `retries`. */
  readonly retries: number
  /** How many calls were rejected because they had ended their worker, or may have. */
  readonly deaths: number
}

/** How many workers there are in each state. */
export interface WorkerStats {
  readonly starting: number
  readonly idle: number
  readonly busy: number
  /** Take no more calls and finish what they have, because they are to be replaced. */
  readonly draining: number
  /** Were asked to end, or are about to. */
  readonly ending: number
}

/** What a pool is doing, and has done. */
export interface PoolStats {
  /** The name of the transport that reaches the workers, such as `'child process'` or `'shared worker'`. */
  readonly transport: string
  readonly workers: WorkerStats
  /** How many calls wait. */
  readonly queued: number
  /** How many calls workers have. */
  readonly running: number
  /** How many workers have ended that nobody had asked to. */
  readonly deaths: number
  readonly retries: number
  /** One for each export that was called. */
  readonly methods: readonly MethodStats[]
}

const durationsOf = (histogram: Histogram): Durations => ({
  mean: histogram.mean,
  p50: histogram.quantile(0.5),
  p90: histogram.quantile(0.9),
  p99: histogram.quantile(0.99),
})

export const statsOf = ({ module, name, tally }: Method): MethodStats => ({
  module,
  method: name ?? undefined,
  calls: tally.run.count,
  wait: durationsOf(tally.wait),
  run: durationsOf(tally.run),
  retries: tally.retries,
  deaths: tally.deaths,
})
