// Hot: bench/pool.
import { ReadyList } from '../schedule/ready.js'
import type { Call } from '../session/call.js'
import { Keepers } from './keepers.js'
import { isLight, Ranks } from './load.js'
import { Recall } from './recall.js'
import type { PoolSettings } from './settings.js'
import type { Worker } from './worker.js'

/** The workers that take calls, and which of them is to have the next. */
export class Roster {
  readonly available: ReadyList<Worker>
  readonly keepers = new Keepers()
  /** How many have all their slots held for long. */
  held = 0
  private readonly idleTimeout: number
  private readonly limit: number
  private readonly staying: () => number
  private readonly ranks: Ranks
  /** Those in which calls wait behind others. */
  private readonly laden = new Set<Worker>()
  private readonly recall: Recall
  /** When half of the workers were busy for the last time, on the host's clock. */
  private crowdedAt = 0
  private isQuiet = false

  /** @param staying how many workers there are that were not asked to end */
  constructor({ concurrency, idleTimeout, limit }: PoolSettings, staying: () => number) {
    this.idleTimeout = idleTimeout
    this.limit = limit
    this.staying = staying
    this.ranks = new Ranks(concurrency)
    this.available = new ReadyList(this.ranks.all)
    this.recall = new Recall(this.laden, () => this.available.idleCount > 0)
  }

  /** The worker that is to have a call; `undefined` when none has room for it. @param now on the host's clock */
  find(call: Call, now: number): Worker | undefined {
    const { duration } = call.method
    const { any, behind, occupied, all } = this.ranks
    call.isBrisk = duration.trust > 0 && call.isPlain
    if (this.available.idleCount * 2 <= this.staying()) this.crowdedAt = now
    // While there is little to do, the same few get it, and the others can leave.
    this.isQuiet = now - this.crowdedAt > this.idleTimeout
    const worker = this.take(call, 0, any)
    if (worker !== undefined) return worker
    if (isLight(call)) {
      const beside = this.take(call, behind, occupied)
      if (beside !== undefined) return beside
    }
    if (call.isBrisk) {
      const busy = this.take(call, any, behind)
      // Who waits behind others must not have to wait for its module as well.
      if (busy !== undefined && busy.waitingThere < duration.trust && busy.knows(call.method)) {
        return busy
      }
    }
    // Whoever waits where others are served has its turn among them; but rather a worker is started.
    return this.staying() < this.limit ? undefined : this.take(call, occupied, all)
  }

  private take({ method }: Call, from: number, to: number): Worker | undefined {
    return this.isQuiet
      ? this.available.frugal(from, to)
      : this.available.best(method.module, from, to)
  }

  /** The worker that does least, if any takes calls. */
  get leastLoaded(): Worker | undefined {
    return this.available.frugal(0, this.ranks.occupied)
  }

  /** A worker that does nothing, if possible one in which nothing lives. */
  get idle(): Worker | undefined {
    return this.available.idlest((worker) => !worker.lively) ?? this.available.idlest()
  }

  /** Notes that a worker has got a call, or may be given others than before. */
  placed(worker: Worker): void {
    this.available.place(worker)
    this.assess(worker, worker.isHeld)
    if (worker.waitingThere > 0) this.laden.add(worker)
    else if (this.laden.size > 0) this.laden.delete(worker)
  }

  private assess(worker: Worker, isHeld: boolean): void {
    if (worker.wasHeld === isHeld || worker.isExtra) return
    worker.wasHeld = isHeld
    this.held += isHeld ? 1 : -1
  }

  /**
   * Finds those whose slots have been held for long, whatever was expected. What waits behind that may be made elsewhere, though nobody
   * is idle: others that came later are served there meanwhile.
   * @param now on the host's clock
   */
  look(workers: Iterable<Worker>, now: number): void {
    for (const worker of workers) {
      if (!worker.isOverdue(now)) continue
      this.assess(worker, true)
      if (worker.waitingThere > 0) worker.withdraw()
    }
  }

  /** A worker has nothing to do, and no call waits for it. */
  idled(worker: Worker): void {
    if (this.laden.size > 0) this.recall.watch(worker)
  }

  /** A worker takes no more calls. */
  release(worker: Worker): void {
    this.available.forget(worker)
    this.laden.delete(worker)
    this.assess(worker, false)
    this.keepers.release(worker)
  }
}
