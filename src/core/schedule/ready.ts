/** What the list of ready workers keeps in each of them. */
export interface Ready {
  /** The calls that run there now. */
  readonly load: number
  /** Its place in the list; only the list touches these. */
  newer: Ready | undefined
  older: Ready | undefined
  level: number
}

/** A place that marks "in no list". */
const NOWHERE = -1

export const nowhere = { newer: undefined, older: undefined, level: NOWHERE } as const

/**
 * The workers that can take one more call, by how many they run already. Everything takes constant
 * time, given a fixed number of calls per worker.
 */
export class ReadyList<W extends Ready> {
  private readonly newest: (W | undefined)[]
  private readonly oldest: (W | undefined)[]

  /** @param concurrency the most calls that one worker runs at a time */
  constructor(concurrency: number) {
    this.newest = new Array<W | undefined>(concurrency).fill(undefined)
    this.oldest = new Array<W | undefined>(concurrency).fill(undefined)
  }

  /** Puts a worker where its load belongs, as the one used last; a full one goes nowhere. */
  place(worker: W): void {
    this.remove(worker)
    const level = worker.load
    if (level >= this.newest.length) return
    const newest = this.newest[level]
    worker.level = level
    worker.older = newest
    worker.newer = undefined
    if (newest === undefined) this.oldest[level] = worker
    else newest.newer = worker
    this.newest[level] = worker
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
    worker.level = NOWHERE
    worker.newer = undefined
    worker.older = undefined
  }

  /**
   * The worker with the least to do; among equals the one used last, so that the others can grow old
   * and leave.
   */
  best(): W | undefined {
    for (const worker of this.newest) if (worker !== undefined) return worker
    return undefined
  }

  /** The worker that has been idle for longest. */
  idlest(): W | undefined {
    return this.oldest[0]
  }
}
