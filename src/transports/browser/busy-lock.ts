import { holdLock, type HeldLock } from './life.js'
import { busyName } from './names.js'

/** How long a worker counts as busy when it has nothing to do any more, in milliseconds: locks cost more than short calls. */
const LINGER = 20

/** Tells all pages for which of them a shared worker is busy: also those that come later, while it cannot answer. */
export class BusyLock {
  private readonly worker: string
  private readonly held = new Map<string, Promise<HeldLock | undefined>>()
  private timer: ReturnType<typeof setTimeout> | undefined

  /** @param worker its name */
  constructor(worker: string) {
    this.worker = worker
  }

  /** @param page the name of the page's lock */
  busy(page: string): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (!this.held.has(page)) this.held.set(page, holdLock(busyName(this.worker, page)))
  }

  idle(): void {
    if (this.held.size === 0 || this.timer !== undefined) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      for (const lock of this.held.values()) void lock.then((held) => held?.release())
      this.held.clear()
    }, LINGER)
  }
}
