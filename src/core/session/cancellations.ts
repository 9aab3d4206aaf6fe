import { MAX_TIMER } from '../timer.js'

/** The calls of one worker that nobody wants any more, and how long each of them may still take to stop. */
export class Cancellations {
  private readonly overdue: () => void
  private readonly timers = new Map<number, ReturnType<typeof setTimeout> | undefined>()

  /** @param overdue what to do about a call that does not stop */
  constructor(overdue: () => void) {
    this.overdue = overdue
  }

  has(id: number): boolean {
    return this.timers.has(id)
  }

  /** @param grace in milliseconds; what does not fit into a timer is for ever */
  add(id: number, grace: number): void {
    if (grace > MAX_TIMER) {
      this.timers.set(id, undefined)
      return
    }
    this.timers.set(id, setTimeout(this.overdue, grace))
  }

  /** The function of one that was added without an end has begun: from now on it has so long. */
  limit(id: number, grace: number): void {
    if (this.timers.has(id)) this.add(id, grace)
  }

  /** It has stopped; gives whether it was awaited. */
  delete(id: number): boolean {
    clearTimeout(this.timers.get(id))
    return this.timers.delete(id)
  }

  clear(): void {
    for (const id of this.timers.keys()) this.delete(id)
  }
}
