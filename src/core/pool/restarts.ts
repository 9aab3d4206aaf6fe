/** After so many failed starts in a row, the calls that wait for a worker are rejected. */
const ATTEMPTS = 3

/** Milliseconds before the second attempt; each further one waits twice as long. */
const FIRST_DELAY = 50
const LONGEST_DELAY = 1000

/** When workers may be started, and when it is given up. */
export class Restarts {
  private readonly again: () => void
  private timer: ReturnType<typeof setTimeout> | undefined
  /** How many starts have failed, one after the other, since the last one that did not. */
  failures = 0

  /** @param again called when workers may be started again */
  constructor(again: () => void) {
    this.again = again
  }

  /** Whether there is a pause before the next start. */
  get paused(): boolean {
    return this.timer !== undefined
  }

  /** Whether the pause keeps the process alive: calls may wait for its end. */
  hold(keep: boolean): void {
    const { timer } = this
    if (typeof timer !== 'object') return
    if (keep) timer.ref()
    else timer.unref()
  }

  /**
   * Gives whether it has failed so often that whoever waits must be told.
   * @param before the failures when it was begun: those begun together fail together, and count as one
   */
  failed(before: number): boolean {
    if (before < this.failures) return false
    this.failures++
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.failures - 1))
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.again()
    }, delay)
    return this.failures >= ATTEMPTS
  }

  succeeded(): void {
    this.failures = 0
    this.stop()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}
