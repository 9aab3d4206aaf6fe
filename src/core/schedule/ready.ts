/** What the list of ready workers keeps in each of them. */
export interface Ready {
  /** Where it belongs: the lower, the sooner it is taken; `NOWHERE` when it takes nothing. */
  readonly rank: number
  /** What it was used for last. */
  readonly usedFor: string | undefined
  /** Its place in the list; only the list touches these. */
  newer: Ready | undefined
  older: Ready | undefined
  level: number
  /** Under which use the list can find it. */
  hint: string | undefined
  /** What the list keeps of it in many places: empty once it is gone. */
  readonly seat: Seat
}

interface Seat {
  worker: Ready | undefined
}

/** A rank that marks "in no list". */
export const NOWHERE = -1

export const nowhere = {
  newer: undefined,
  older: undefined,
  level: NOWHERE,
  hint: undefined,
} as const

/** As many hints are kept for one use; of more, the older half is dropped. */
const MOST_HINTS = 64

/** The workers that take calls, by rank. Everything takes constant time, given a fixed number of ranks. */
export class ReadyList<W extends Ready> {
  private readonly newest: (W | undefined)[]
  private readonly oldest: (W | undefined)[]
  /** A bit for each rank that anyone has. */
  private readonly occupied: Int32Array
  private readonly hints = new Map<string, Seat[]>()
  private idle = 0

  /** @param ranks how many there are */
  constructor(ranks: number) {
    this.newest = new Array<W | undefined>(ranks).fill(undefined)
    this.oldest = new Array<W | undefined>(ranks).fill(undefined)
    this.occupied = new Int32Array((ranks + 31) >> 5)
  }

  /** A worker that is gone for good is kept nowhere. */
  forget(worker: W): void {
    this.remove(worker)
    worker.seat.worker = undefined
  }

  /** How many have the lowest rank: those that do nothing. */
  get idleCount(): number {
    return this.idle
  }

  /** Puts a worker where its rank is, as the one used last, or nowhere. */
  place(worker: W): void {
    this.remove(worker)
    const level = worker.rank
    if (level === NOWHERE) return
    const newest = this.newest[level]
    worker.level = level
    worker.older = newest
    worker.newer = undefined
    if (newest === undefined) this.oldest[level] = worker
    else newest.newer = worker
    this.newest[level] = worker
    this.occupied[level >> 5] |= 1 << (level & 31)
    if (level === 0) this.idle++
    this.remember(worker)
  }

  remove(worker: W): void {
    const { level } = worker
    if (level === NOWHERE) return
    const newer = worker.newer as W | undefined
    const older = worker.older as W | undefined
    if (newer === undefined) this.newest[level] = older
    else newer.older = older
    if (older === undefined) this.oldest[level] = newer
    else older.newer = newer
    if (this.newest[level] === undefined) this.occupied[level >> 5] &= ~(1 << (level & 31))
    if (level === 0) this.idle--
    worker.level = NOWHERE
    worker.newer = undefined
    worker.older = undefined
  }

  /**
   * A worker of the lowest rank there is: one that was used for the same last, else the one that was not used
   * for longest, so that the others keep what they have loaded.
   * @param use what it is wanted for
   * @param from the first rank that counts
   * @param to the first that does not any more
   */
  best(use: string, from: number, to: number): W | undefined {
    const level = this.lowest(from)
    if (level >= to) return undefined
    return this.hinted(use, level) ?? this.oldest[level]
  }

  /** The same, but the one that was used last, so that the others can grow old and leave. */
  frugal(from: number, to: number): W | undefined {
    const level = this.lowest(from)
    return level >= to ? undefined : this.newest[level]
  }

  /** The worker that has been idle for longest, of those that will do. */
  idlest(isGood?: (worker: W) => boolean): W | undefined {
    let worker = this.oldest[0]
    if (isGood === undefined) return worker
    while (worker !== undefined && !isGood(worker)) worker = worker.newer as W | undefined
    return worker
  }

  private lowest(from: number): number {
    const first = from >> 5
    for (let word = first; word < this.occupied.length; word++) {
      let bits = this.occupied[word]
      if (word === first) bits &= -1 << (from & 31)
      if (bits !== 0) return word * 32 + 31 - Math.clz32(bits & -bits)
    }
    return Infinity
  }

  /** Each hint is made once and taken once, whether it still holds or not. */
  private hinted(use: string, level: number): W | undefined {
    const hints = this.hints.get(use)
    if (hints === undefined) return undefined
    for (let seat = hints.pop(); seat !== undefined; seat = hints.pop()) {
      const worker = seat.worker as W | undefined
      if (worker?.hint === use) worker.hint = undefined
      if (worker?.level === level && worker.usedFor === use) return worker
    }
    // What is empty is kept: a map finds a key that comes and goes the more slowly, the more others it has.
    return undefined
  }

  private remember(worker: W): void {
    const use = worker.usedFor
    if (use === undefined || worker.hint === use) return
    worker.hint = use
    const hints = this.hints.get(use)
    if (hints === undefined) {
      this.hints.set(use, [worker.seat])
      return
    }
    if (hints.length >= MOST_HINTS) {
      for (const { worker: old } of hints.splice(0, MOST_HINTS / 2)) {
        if (old?.hint === use) old.hint = undefined
      }
    }
    hints.push(worker.seat)
  }
}
