import type { Span } from '../frame/span.js'

const clock = performance.now.bind(performance)

/** What can tell for how many milliseconds the worker has been doing anything. */
export interface Meter {
  activity?(): number
}

/** Times a call that has gone to wait, and tells how much of its time it worked. */
export class Stopwatch {
  private readonly begun: number
  private readonly worked: number
  private readonly meter: Meter
  private readonly before: number | undefined

  /**
   * @param begun when the call began
   * @param worked the milliseconds that it worked before it waited for anything
   */
  constructor(begun: number, worked: number, meter: Meter) {
    this.begun = begun
    this.worked = worked
    this.meter = meter
    this.before = meter.activity?.()
  }

  /** @param sharing how many calls have shared the worker, as far as is known */
  read(sharing: number): Span {
    const duration = clock() - this.begun
    if (this.before === undefined || duration <= 0) return { duration, busy: 1 }
    const active = (this.meter.activity?.() ?? 0) - this.before
    const busy = (this.worked + active / Math.max(1, sharing)) / duration
    return { duration, busy: Math.min(1, busy) }
  }
}
