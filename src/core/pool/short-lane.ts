import type { Enter } from '../async-context.js'
import { MAX_TIMER } from '../timer.js'
import type { PoolSettings } from './settings.js'
import type { Worker } from './worker.js'
import type { Workforce } from './workforce.js'

/** How often it is looked whether workers have been held for long, in milliseconds. */
const LOOK_EVERY = 1000

/** How long it is left before anyone looks whether it can end, at least, in milliseconds: it may be busy each time. */
const CLOSE_EVERY = 100

/** One worker beside the limit, for short calls while long ones hold all the others. */
export class ShortLane {
  private readonly isOpen: boolean
  private readonly idleTimeout: number
  private readonly workforce: Workforce
  private readonly again: () => void
  private readonly outside: Enter
  private timer: ReturnType<typeof setTimeout> | undefined
  private closing: ReturnType<typeof setTimeout> | undefined

  /**
   * @param again looks again whether short calls wait
   * @param outside runs something in the context of no call
   */
  constructor(
    { shortLane, idleTimeout }: PoolSettings,
    workforce: Workforce,
    again: () => void,
    outside: Enter,
  ) {
    this.isOpen = shortLane
    this.idleTimeout = Math.min(Math.max(idleTimeout, CLOSE_EVERY), MAX_TIMER)
    this.workforce = workforce
    this.again = again
    this.outside = outside
  }

  /** A call waits, and no worker has room for it. */
  waits(): void {
    if (!this.isOpen || this.timer !== undefined) return
    if (this.workforce.areAllHeld()) this.again()
    else this.look()
  }

  /** The worker for a short call that waits; `undefined` while there must be none. */
  get worker(): Worker | undefined {
    if (!this.isOpen) return undefined
    if (!this.workforce.areAllHeld()) {
      this.look()
      return undefined
    }
    this.closeLater()
    return this.workforce.beside
  }

  stop(): void {
    clearTimeout(this.timer)
    clearTimeout(this.closing)
    this.timer = undefined
  }

  /** Looks at each worker after a while, because calls may take longer than they were expected to. */
  private look(): void {
    if (this.timer !== undefined) return
    const look = () => {
      this.timer = undefined
      this.workforce.areAllHeld(performance.now())
      this.again()
    }
    this.timer = this.outside(() => setTimeout(look, LOOK_EVERY))
    if (typeof this.timer === 'object') this.timer.unref()
  }

  private closeLater(): void {
    clearTimeout(this.closing)
    const close = () => {
      if (!this.workforce.dismiss()) this.closeLater()
    }
    this.closing = this.outside(() => setTimeout(close, this.idleTimeout))
    if (typeof this.closing === 'object') this.closing.unref()
  }
}
