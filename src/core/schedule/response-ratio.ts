import { Line, type InLine } from './line.js'
import { Queue } from './queue.js'

/** Someone who waits. Only the queue writes what it keeps here. */
export interface Waiting extends InLine {
  /** Since when, in milliseconds on the clock of whoever asks. */
  since: number
  /** What serving it is expected to take, in milliseconds. */
  expected: number
  /** The class of its expected duration, by its weight. */
  durationClass: number
}

export const notWaiting = {
  ahead: undefined,
  behind: undefined,
  line: undefined,
  since: 0,
  expected: 0,
  durationClass: 0,
} as const

const CLASSES = 128
/** Classes for each doubling of the duration. */
const PER_DOUBLING = 4
/** The duration of the first class, in milliseconds. */
const FIRST = 0.01

/** One over the duration of each class. */
const INVERSE = Float64Array.from(
  { length: CLASSES },
  (_, i) => 1 / (FIRST * 2 ** (i / PER_DOUBLING)),
)

/** The class of a duration in milliseconds, the nearest on a scale of ratios. */
export const classOf = (duration: number): number => {
  const exact = Math.round(PER_DOUBLING * Math.log2(duration / FIRST))
  return exact > 0 ? Math.min(CLASSES - 1, exact) : 0
}

/** Who has waited so long, in milliseconds, may be served before all others, from a share of the work. */
const PATIENCE = 10_000
/** That share. */
const SHARE = 0.05

/**
 * Highest response ratio next: who has waited for longest in relation to what serving it takes. Durations
 * fall into classes in which they differ by less than a fifth, first come first served within each; only the first of each
 * class are compared. So everything takes constant time, and the choice is within 2^(1/4) of the exact one.
 * A share of the work goes to whoever waits longest, so that nobody waits for ever.
 */
export class ResponseRatioQueue<T extends Waiting> {
  private readonly lines: Line<T>[] = Array.from({ length: CLASSES }, () => new Line<T>())
  /** A bit for each class in which someone waits. */
  private readonly occupied = new Int32Array(CLASSES / 32)
  /** All in order of arrival, among them those that are served or have left. */
  private arrivals = new Queue<T>()
  private count = 0
  /** Milliseconds of work that may go to the oldest. */
  private credit = 0

  get size(): number {
    return this.count
  }

  /**
   * Adds someone who waits from now on, on any clock.
   * @param expected what serving it is expected to take, in milliseconds
   * @param weight how much its waiting counts
   */
  push(item: T, now: number, expected: number, weight = 1): void {
    item.since = now
    item.expected = expected
    item.durationClass = classOf(expected / weight)
    this.lineOf(item).push(item)
    this.entered(item)
  }

  /** Takes back someone who was served in vain, and waits since before. */
  unshift(item: T): void {
    this.lineOf(item).unshift(item)
    this.entered(item)
  }

  /** Gives whether it waited here. */
  remove(item: T): boolean {
    const line = this.lineOf(item)
    if (!line.remove(item)) return false
    this.count--
    if (line.size === 0) this.occupied[item.durationClass >> 5] &= ~(1 << (item.durationClass & 31))
    return true
  }

  /** Takes out who is next; `undefined` when nobody waits. */
  shift(now: number): T | undefined {
    const next = this.oldestDue(now) ?? this.highest(now)
    if (next === undefined) return undefined
    this.remove(next)
    // Who comes to an empty queue has nothing to be paid back for.
    this.credit = this.count === 0 ? 0 : this.credit + SHARE * next.expected
    return next
  }

  private lineOf({ durationClass }: T): Line<T> {
    return this.lines[durationClass]
  }

  private entered(item: T): void {
    this.count++
    this.occupied[item.durationClass >> 5] |= 1 << (item.durationClass & 31)
    this.arrivals.push(item)
    // Those that are gone are dropped when they come to the front, or when they are too many.
    if (this.arrivals.size > 2 * this.count + CLASSES) this.sweep()
  }

  private sweep(): void {
    const { arrivals } = this
    this.arrivals = new Queue()
    for (let item = arrivals.shift(); item !== undefined; item = arrivals.shift()) {
      if (item.line !== undefined) this.arrivals.push(item)
    }
  }

  /** The oldest, when it has waited for too long and its share of the work is there. */
  private oldestDue(now: number): T | undefined {
    let oldest = this.arrivals.first
    while (oldest !== undefined && oldest.line === undefined) {
      this.arrivals.shift()
      oldest = this.arrivals.first
    }
    if (oldest === undefined || now - oldest.since <= PATIENCE) return undefined
    if (this.credit < oldest.expected) return undefined
    this.credit -= oldest.expected
    return oldest
  }

  private highest(now: number): T | undefined {
    let best: T | undefined
    let highest = -1
    for (let word = 0; word < this.occupied.length; word++) {
      // From the shortest on: among equals it is first.
      for (let bits = this.occupied[word]; bits !== 0; bits &= bits - 1) {
        const index = word * 32 + 31 - Math.clz32(bits & -bits)
        const item = this.lines[index].front as T
        const ratio = (now - item.since) * INVERSE[index]
        if (ratio <= highest) continue
        highest = ratio
        best = item
      }
    }
    return best
  }
}
