import { NOWHERE } from '../schedule/ready.js'
import type { Call } from '../session/call.js'

/** Milliseconds of expected work that a worker may have before it gets no more, while it answers soon. */
const AHEAD = 4
/** What a call costs besides its function, in milliseconds. */
const OVERHEAD = 0.005
/** The most calls that wait in a worker behind those that run. */
const MOST_BEHIND = 40
/** A worker that has so much gets no more until a part of it is done: then it gets several in one packet. */
const REFILL = 3 / 4
/** Ranks of workers that can take calls behind others: by how much they have. */
const STEPS = 8
/** The largest share of its time in which a call works that mostly waits. */
const LIGHT = 0.2

/** Whether a call mostly waits, as far as is known: then it does not matter what works beside it. */
export const isLight = ({ share }: Call): boolean => share <= LIGHT

/** Behind all others. By the most calls that one runs at a time. */
const lastRank = (concurrency: number): number => 2 * concurrency + STEPS

/**
 * The ranks that workers have, in this order: they can run any call at once, take one behind others, or run
 * only calls at once that mostly wait, or are occupied by others than the pool. By the most calls that one runs at a time.
 */
export class Ranks {
  readonly any: number
  readonly behind: number
  readonly occupied: number
  readonly all: number

  constructor(concurrency: number) {
    this.any = concurrency
    this.behind = concurrency + STEPS
    this.occupied = lastRank(concurrency)
    this.all = this.occupied + 1
  }
}

/** A call that takes so many milliseconds holds its slot for long. */
export const LONG = 1000

/** What a worker has to do. */
export class Load {
  private readonly concurrency: number
  private count = 0
  /** How many of its calls are not known to be brisk; how many are known to be long. */
  private slow = 0
  private long = 0
  /** The processors that its calls are expected to use. */
  private share = 0
  /** Milliseconds of work that it is expected to have. */
  private work = 0
  private isFilled = false

  /** @param concurrency the most calls that it runs at a time */
  constructor(concurrency: number) {
    this.concurrency = concurrency
  }

  add(call: Call): void {
    this.count++
    if (!call.isBrisk) this.slow++
    if (call.expected >= LONG) this.long++
    this.share += call.share
    this.work += call.expected + OVERHEAD
    if (this.hasAtLeast(1)) this.isFilled = true
  }

  remove(call: Call): void {
    if (--this.count === 0) {
      this.slow = 0
      this.long = 0
      this.share = 0
      this.work = 0
      this.isFilled = false
      return
    }
    if (!call.isBrisk) this.slow--
    if (call.expected >= LONG) this.long--
    this.share -= call.share
    this.work -= call.expected + OVERHEAD
    if (this.isFilled && !this.hasAtLeast(REFILL)) this.isFilled = false
  }

  /** Whether it is some milliseconds away from having nothing to do, as far as is known, even if all wait side by side. */
  get isStocked(): boolean {
    return this.slow === 0 && this.work >= AHEAD * REFILL * this.concurrency
  }

  /** @param part of the most that may wait behind others */
  private hasAtLeast(part: number): boolean {
    return this.work >= AHEAD * part || this.count >= this.concurrency + MOST_BEHIND * part
  }

  /** The rank of a worker that runs calls of others: one call may wait there for its turn. */
  get occupiedRank(): number {
    return this.count === 0 ? lastRank(this.concurrency) : NOWHERE
  }

  /** Whether all that it has is known to be long. */
  get isLong(): boolean {
    return this.long === this.count
  }

  /** Whether all slots are taken. */
  get isFull(): boolean {
    return this.count >= this.concurrency
  }

  /** Whether any call would run at once, and have the processor for itself. */
  get hasRoom(): boolean {
    return !this.isFull && (this.count === 0 || this.share < 1)
  }

  /**
   * The lower, the sooner it should have the next call. A call that mostly waits leaves room beside it, one that
   * works does not; while all are brisk, some may wait behind them, so that the worker never waits for them.
   */
  get rank(): number {
    if (this.hasRoom) return this.count
    const { count, concurrency, slow, work } = this
    if (slow === 0 && !this.isFilled) {
      return concurrency + Math.floor((Math.max(0, work) / AHEAD) * STEPS)
    }
    return this.isFull ? NOWHERE : concurrency + STEPS + count
  }
}
