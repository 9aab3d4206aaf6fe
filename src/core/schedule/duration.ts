/** How long the calls of one method take, learned from those before. */

/** The shortest and longest that counts, in milliseconds: a microsecond, one hour. */
const SHORTEST = 0.001
const LONGEST = 3_600_000

/** Of the newest sample, once there are enough: about as much as the mean of the last eight. */
const NEWEST = 1 / 8

/** What is expected before anything was measured, in milliseconds: most calls are short. */
const UNKNOWN = 1

/** How fast the longest sample is forgotten. */
const MEMORY = 0.9

/** From so many samples on, and up to so long in milliseconds, a method is known to be brisk. */
const ENOUGH = 2
const BRISK = 0.5
const BRISK_LONGEST = 2

/**
 * An average in which the newest samples count most. Every sample of a method also counts for all methods
 * together, whose average is what a method begins with.
 */
export class Duration {
  private readonly all: Duration | undefined
  private mean = UNKNOWN
  private longest = 0
  private samples = 0
  private share = 0

  /** @param all the average of all methods together; `undefined` for that one itself */
  constructor(all?: Duration) {
    this.all = all
  }

  /** What the next call is expected to take, in milliseconds. */
  get expected(): number {
    return this.samples === 0 && this.all !== undefined ? this.all.expected : this.mean
  }

  /** The share of its time in which a call uses the processor, from 0 to 1; 0 while that is not known. */
  get busy(): number {
    return this.share
  }

  /** Whether the next call is so short, by all that is known, that it costs nobody much to wait for it. */
  get isBrisk(): boolean {
    return this.samples >= ENOUGH && this.mean <= BRISK && this.longest <= BRISK_LONGEST
  }

  /**
   * A call took so long, in milliseconds.
   * @param busy the share of that in which it used the processor
   */
  add(sample: number, busy = 1): void {
    const value = Math.min(LONGEST, Math.max(SHORTEST, sample))
    this.samples++
    const weight = Math.max(NEWEST, 1 / this.samples)
    this.mean += (value - this.mean) * weight
    this.share += (busy - this.share) * weight
    this.longest = Math.max(value, this.longest * MEMORY)
    this.all?.add(value, busy)
  }
}
