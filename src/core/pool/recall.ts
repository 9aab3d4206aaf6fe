import type { Worker } from './worker.js'

/** Milliseconds without an answer, after which a worker turns out to be busy. */
const PATIENCE = 5

/** Asks for calls back that wait in a worker behind one that takes longer than expected, while others have nothing to do. */
export class Recall {
  /** The workers in which calls wait. */
  private readonly laden: ReadonlySet<Worker>
  private readonly isAnyIdle: () => boolean
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(laden: ReadonlySet<Worker>, isAnyIdle: () => boolean) {
    this.laden = laden
    this.isAnyIdle = isAnyIdle
  }

  /** To be called when a worker has nothing to do. */
  watch(): void {
    if (this.timer !== undefined) return
    this.timer = setTimeout(() => this.check(), PATIENCE)
    // The calls themselves keep the process alive.
    if (typeof this.timer === 'object') this.timer.unref()
  }

  private check(): void {
    this.timer = undefined
    if (!this.isAnyIdle()) return
    const before = performance.now() - PATIENCE
    for (const worker of this.laden) if (worker.answeredAt <= before) worker.withdraw()
    if (this.laden.size > 0) this.watch()
  }
}
