import type { Span } from '../frame/span.js'

const clock = performance.now.bind(performance)

/** What can tell what the worker has been doing, in milliseconds. */
export interface Meter {
  /** For how long it has been doing anything; `undefined` where that is not known. */
  activity(): number | undefined
  /** How much of that went into functions before they waited for anything. */
  readonly worked: number
}

/** Times a call that has gone to wait, and tells how much of its time it worked. */
export class Stopwatch {
  private readonly begun: number
  private readonly worked: number
  private readonly meter: Meter
  private readonly before: number | undefined
  private readonly workedBefore: number

  /**
   * @param begun when the call began
   * @param worked the milliseconds that it worked before it waited for anything
   */
  constructor(begun: number, worked: number, meter: Meter) {
    this.begun = begun
    this.worked = worked
    this.meter = meter
    this.before = meter.activity()
    this.workedBefore = meter.worked
  }

  /** @param sharing how many calls have shared the rest of the worker's time, as far as is known */
  read(sharing: number): Span {
    const duration = clock() - this.begun
    if (this.before === undefined || duration <= 0) return { duration, busy: 1 }
    // What others did meanwhile before they waited is known, and none of its work.
    const others = this.meter.worked - this.workedBefore
    const active = (this.meter.activity() ?? 0) - this.before - others
    const busy = (this.worked + Math.max(0, active) / Math.max(1, sharing)) / duration
    return { duration, busy: Math.min(1, busy) }
  }
}
