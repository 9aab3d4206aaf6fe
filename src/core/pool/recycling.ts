import type { RecycleReason } from './events.js'
import type { RecycleOptions } from './settings.js'
import type { Worker } from './worker.js'

/** How often a worker is asked for its memory at the most, in milliseconds. */
const MEASURE_EVERY = 1000

/** Decides, whenever a worker has answered a call, whether it has served its time. */
export class Recycling {
  private readonly limits: RecycleOptions

  constructor(limits: RecycleOptions) {
    this.limits = limits
  }

  /** Why the worker should be replaced; `undefined` when it should not. */
  due(worker: Worker): RecycleReason | undefined {
    const { calls = Infinity, age = Infinity, rss = Infinity } = this.limits
    if (worker.served >= calls) return 'calls'
    if (worker.memory >= rss) return 'rss'
    if (age === Infinity && rss === Infinity) return undefined
    const now = performance.now()
    if (now - worker.readySince >= age) return 'age'
    if (rss !== Infinity && now - worker.measuredAt >= MEASURE_EVERY) worker.measure(now)
    return undefined
  }
}
