/** How long the calls of one method take, learned from those before. */

/** The shortest and longest that counts, in milliseconds: ten microseconds, one hour. */
const SHORTEST = 0.01
const LONGEST = 3_600_000

/** Of the newest sample, once there are enough: about as much as the mean of the last eight. */
const NEWEST = 1 / 8

/** What is expected before anything was measured, in milliseconds: most calls are short. */
const UNKNOWN = 1

/**
 * An average in which the newest samples count most. Every sample of a method also counts for all methods
 * together, whose average is what a method begins with.
 */
export class Duration {
  private readonly all: Duration | undefined
  private mean = UNKNOWN
  private samples = 0

  /** @param all the average of all methods together; `undefined` for that one itself */
  constructor(all?: Duration) {
    this.all = all
  }

  /** What the next call is expected to take, in milliseconds. */
  get expected(): number {
    return this.samples === 0 && this.all !== undefined ? this.all.expected : this.mean
  }

  /** A call took so long, in milliseconds. */
  add(sample: number): void {
    const value = Math.min(LONGEST, Math.max(SHORTEST, sample))
    this.samples++
    this.mean += (value - this.mean) * Math.max(NEWEST, 1 / this.samples)
    this.all?.add(value)
  }
}
