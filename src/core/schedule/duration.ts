/** How long the calls of one method take, learned from those before. */

/** The shortest and longest that counts, in milliseconds: a microsecond, one hour. */
const SHORTEST = 0.001
const LONGEST = 3_600_000

/** Of the newest sample, once there are enough: about as much as the mean of the last eight. */
const NEWEST = 1 / 8

/**
 * From so many samples on, none counts for more than so many times the mean: a process that the system has interrupted
 * takes a hundred times as long for once, and all that came meanwhile would be put behind others.
 */
const FEW = 3
const MOST = 8

/** What is expected before anything was measured, in milliseconds: most calls are short. */
const UNKNOWN = 1

/** Up to so long in milliseconds on average, and each of late up to so long, a method is brisk. */
const BRISK = 1.5
const BRISK_LONGEST = 4
/** For every so many samples in a row that were not too long, one call more is trusted to be brisk. */
const PER_TRUST = 4
/** The most samples that it takes to make good for one before any is trusted again. */
const MOST_DEBT = 64

/**
 * An average in which the newest samples count most. Every sample of a method also counts for all methods
 * together, whose average is what a method begins with.
 */
export class Duration {
  private readonly all: Duration | undefined
  private mean = UNKNOWN
  private samples = 0
  /** How many of the newest were not too long to be brisk, less what those cost that were. */
  private streak = 0
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

  /**
   * How many calls of it may wait behind others, because they are so short by all that is known that this costs nobody
   * much. The longer it has been so, the more: of an exception that comes once in so many calls, a part of these suffer.
   */
  get trust(): number {
    return this.mean > BRISK ? 0 : Math.max(0, Math.floor(this.streak / PER_TRUST))
  }

  /**
   * A call took so long, in milliseconds.
   * @param busy the share of that in which it used the processor
   */
  add(sample: number, busy = 1): void {
    const value = Math.min(LONGEST, Math.max(SHORTEST, sample))
    this.samples++
    const weight = Math.max(NEWEST, 1 / this.samples)
    const most = this.samples > FEW ? MOST * this.mean : LONGEST
    this.mean += (Math.min(value, most) - this.mean) * weight
    this.share += (busy - this.share) * weight
    this.streak = streakAfter(this.streak, value / BRISK_LONGEST)
    this.all?.add(value, busy)
  }
}

/**
 * Whatever is interrupted by the system takes a little too long, and that happens all the time where there are more
 * processes than processors: it costs a part of the trust. What takes far too long costs all of it, and more.
 * @param excess how many times the most that is not too long the newest sample is
 */
const streakAfter = (streak: number, excess: number): number => {
  if (excess <= 1) return streak + 1
  // A debt is not made smaller by another one.
  const left = streak > 0 ? streak / excess : streak
  return Math.max(-MOST_DEBT, Math.floor(left - excess))
}
