import { Budget } from './budget.js'
import { Queue } from './queue.js'
import { RatioLines, type InClass } from './ratio-lines.js'
import { CLASSES, classOf, INVERSE } from './scale.js'
import { Urgent } from './urgent.js'

/** Someone who waits. Only the queue writes what it keeps here. */
export interface Waiting extends InClass {
  /** Its place here; `undefined` while it does not wait here. */
  stay: object | undefined
  /** What serving it is expected to take, in milliseconds. */
  expected: number
  /** When it must be done, on the clock of whoever asks; `undefined` when it need not. */
  deadline: number | undefined
}

export const notWaiting = {
  ahead: undefined,
  behind: undefined,
  line: undefined,
  stay: undefined,
  since: 0,
  expected: 0,
  durationClass: 0,
  deadline: undefined,
} as const

/** The place of someone who waits. Who leaves and comes back gets another one. */
interface Stay<T extends Waiting> {
  /** `undefined` once it has left. */
  item: T | undefined
  readonly lines: RatioLines<T>
  /** When it must begin, on the clock of whoever asks; `undefined` when it need not, as a number would be an object more. */
  readonly latest: number | undefined
}

type DueStay<T extends Waiting> = Stay<T> & { readonly latest: number }

/** Who takes no longer, in milliseconds, counts as short. */
export const SHORT = 100

/** Who has waited so long, in milliseconds, may be served before all others, from a share of the work. */
const PATIENCE = 10_000
const OLDEST_SHARE = 0.05
const OLDEST_MOST = 60_000

/** The share of those whose deadline is near, and what they may take beyond it, in milliseconds. */
const URGENT_SHARE = 0.5
const URGENT_ADVANCE = 1000

/** How long before its deadline someone becomes urgent: so many times what it takes, and in milliseconds. */
const HASTE = 1.5
const MARGIN = 2

/** By which rule someone is next. */
type Rule = 'urgent' | 'oldest' | 'ratio'

/**
 * Highest response ratio next: who has waited for longest in relation to what serving it takes. Durations
 * fall into classes, first come first served within each; only the first of each class are compared. So
 * everything takes constant time, and the choice is within 2^(1/4) of the exact one.
 * Half of the work may go to those whose deadline is near, and a twentieth to whoever waits longest, so
 * that nobody waits for ever.
 */
export class ResponseRatioQueue<T extends Waiting> {
  private readonly short = new RatioLines<T>()
  private readonly long = new RatioLines<T>()
  /** Those who waited elsewhere before, or were served in vain: they are not in the order of arrival. */
  private readonly shortAgain = new RatioLines<T>()
  private readonly longAgain = new RatioLines<T>()
  /** All in order of arrival, among them the places of those that are served or have left. */
  private arrivals = new Queue<Stay<T>>()
  private readonly urgent = new Urgent<DueStay<T>>()
  private readonly forOldest = new Budget(OLDEST_SHARE, OLDEST_MOST, 0)
  private readonly forUrgent = new Budget(URGENT_SHARE, URGENT_ADVANCE, URGENT_ADVANCE)
  private count = 0
  private rule: Rule = 'ratio'

  get size(): number {
    return this.count
  }

  /**
   * Adds someone who waits from now on, on any clock.
   * @param expected what serving it is expected to take, in milliseconds
   * @param weight how much its waiting counts
   * @param deadline when it must be done
   */
  push(item: T, now: number, expected: number, weight = 1, deadline = Infinity): void {
    item.since = now
    this.assess(item, expected, weight, deadline)
    this.enter(item, expected <= SHORT ? this.short : this.long)
  }

  /** Adds someone who waits since before; the rest as for `push`. */
  rejoin(item: T, expected: number, weight = 1, deadline = Infinity): void {
    this.assess(item, expected, weight, deadline)
    this.enter(item, expected <= SHORT ? this.shortAgain : this.longAgain)
  }

  /** Gives whether it waited here. */
  remove(item: T): boolean {
    const stay = item.stay as Stay<T> | undefined
    if (stay === undefined) return false
    stay.lines.remove(item)
    stay.item = undefined
    item.stay = undefined
    this.count--
    if (this.count > 0) return true
    // Who comes to an empty queue has nothing to be paid back for.
    this.forOldest.settle()
    this.forUrgent.settle()
    return true
  }

  /**
   * Who is next; `undefined` when nobody waits.
   * @param shortOnly whether only those count that are short
   */
  peek(now: number, shortOnly = false): T | undefined {
    if (this.count === 0) return undefined
    if (shortOnly) {
      this.rule = 'ratio'
      return this.shortest(now)
    }
    const next = this.oldestDue(now) ?? this.highest(now)
    // Who would be late behind the next goes before it.
    const urgent = next && this.mostUrgent(now, now + next.expected)
    if (urgent === undefined) return next
    this.rule = 'urgent'
    return urgent
  }

  /** Takes out whom `peek` has just given: the work that it takes is counted. */
  take(item: T): void {
    const { expected } = item
    if (this.rule === 'urgent') this.forUrgent.spend(expected)
    else this.forUrgent.earn(expected)
    if (this.rule === 'oldest') this.forOldest.spend(expected)
    else this.forOldest.earn(expected)
    this.remove(item)
  }

  /** Whether whom `peek` has just given goes before everybody, also before those who wait elsewhere. */
  get isOutOfTurn(): boolean {
    return this.rule !== 'ratio'
  }

  /** Someone who waited elsewhere was served before those here: they have their share of that work, too. */
  passed(work: number): void {
    if (this.count === 0) return
    this.forUrgent.earn(work)
    this.forOldest.earn(work)
  }

  /** Takes out who is next; `undefined` when nobody waits. */
  shift(now: number): T | undefined {
    const next = this.peek(now)
    if (next !== undefined) this.take(next)
    return next
  }

  /** How high the response ratio is of someone who waits here, or did. */
  ratioOf({ since, durationClass }: T, now: number): number {
    return (now - since) * INVERSE[durationClass]
  }

  /** Notes what is expected of someone, who may wait elsewhere as well. */
  assess(item: T, expected: number, weight = 1, deadline = Infinity): void {
    item.expected = expected
    item.durationClass = classOf(expected / weight)
    item.deadline = deadline === Infinity ? undefined : deadline
  }

  private enter(item: T, lines: RatioLines<T>): void {
    const { deadline, expected } = item
    const latest = deadline === undefined ? undefined : deadline - HASTE * expected - MARGIN
    const stay: Stay<T> = { item, lines, latest }
    item.stay = stay
    lines.push(item)
    this.count++
    if (latest !== undefined) this.urgent.push(stay as DueStay<T>, this.count)
    this.arrivals.push(stay)
    // Those that are gone are dropped when they come to the front, or when they are too many.
    if (this.arrivals.size > 2 * this.count + CLASSES) this.sweep()
  }

  private highest(now: number): T | undefined {
    this.rule = 'ratio'
    const short = this.shortest(now)
    const again = this.longAgain.highest(now, this.short.ratio)
    return this.long.highest(now, this.longAgain.ratio) ?? again ?? short
  }

  /** The highest ratio among the short ones. */
  private shortest(now: number): T | undefined {
    const again = this.shortAgain.highest(now)
    return this.short.highest(now, this.shortAgain.ratio) ?? again
  }

  private sweep(): void {
    const { arrivals } = this
    this.arrivals = new Queue()
    for (let stay = arrivals.shift(); stay !== undefined; stay = arrivals.shift()) {
      if (stay.item !== undefined) this.arrivals.push(stay)
    }
  }

  /** Who must begin before a time to be done in time, when the share for that is there. */
  private mostUrgent(now: number, before: number): T | undefined {
    if (this.urgent.size === 0) return undefined
    for (let due = this.urgent.first(); due !== undefined; due = this.urgent.first()) {
      if (due.latest > before) return undefined
      const item = due.item as T
      // Who is too late in any case must not make others late.
      if (now + item.expected <= (item.deadline ?? Infinity)) {
        return this.forUrgent.affords(item.expected) ? item : undefined
      }
      this.urgent.shift()
    }
    return undefined
  }

  /** The oldest, when it has waited for too long and its share of the work is there. */
  private oldestDue(now: number): T | undefined {
    const { arrivals } = this
    while (arrivals.size > 0 && arrivals.first?.item === undefined) arrivals.shift()
    const oldest = arrivals.first?.item
    if (oldest === undefined || now - oldest.since <= PATIENCE) return undefined
    if (!this.forOldest.affords(oldest.expected)) return undefined
    this.rule = 'oldest'
    return oldest
  }
}
