import type { ReadyList } from '../schedule/ready.js'
import type { PoolSettings } from './settings.js'
import type { Worker } from './worker.js'
import { MAX_TIMER } from '../timer.js'

/** Ends workers that have been idle for too long, with one timer for all of them. */
export class Expiry {
  private readonly settings: PoolSettings
  private readonly ready: ReadyList<Worker>
  /** How many workers there are that were not asked to end. */
  private readonly staying: () => number
  private readonly retire: (worker: Worker) => void
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    settings: PoolSettings,
    ready: ReadyList<Worker>,
    staying: () => number,
    retire: (worker: Worker) => void,
  ) {
    this.settings = settings
    this.ready = ready
    this.staying = staying
    this.retire = retire
  }

  /** To be called when a worker has become idle. The timer does not keep the process alive. */
  watch(): void {
    const { idleTimeout, minimum } = this.settings
    if (this.timer !== undefined || idleTimeout > MAX_TIMER) return
    if (this.staying() <= minimum) return
    const idlest = this.ready.idlest()
    if (idlest === undefined) return
    const due = idlest.idleSince + idleTimeout - performance.now()
    const expire = () => this.expire()
    // One timer follows another: they must not hold the context of whoever happens to be here.
    this.timer = idlest.outside(() => setTimeout(expire, Math.max(0, Math.ceil(due))))
    if (typeof this.timer === 'object') this.timer.unref()
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** What lives in a worker may be used at any time. */
  private renew(worker: Worker): void {
    worker.idleSince = performance.now()
    this.ready.place(worker)
  }

  private expire(): void {
    this.timer = undefined
    const { idleTimeout, minimum } = this.settings
    const before = performance.now() - idleTimeout
    let excess = this.staying() - minimum
    for (let worker = this.ready.idlest(); excess > 0; excess--, worker = this.ready.idlest()) {
      if (worker === undefined || worker.idleSince > before) break
      if (worker.lively) {
        this.renew(worker)
        continue
      }
      this.retire(worker)
    }
    this.watch()
  }
}
