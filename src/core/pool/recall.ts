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
  watch(worker: Worker): void {
    if (this.timer !== undefined) return
    // One timer may follow another: they must not hold the context of whoever happens to be here.
    this.timer = worker.outside(() => setTimeout(() => this.check(worker), PATIENCE))
    // The calls themselves keep the process alive.
    if (typeof this.timer === 'object') this.timer.unref()
  }

  private check(worker: Worker): void {
    this.timer = undefined
    if (!this.isAnyIdle()) return
    const before = performance.now() - PATIENCE
    for (const each of this.laden) if (each.answeredAt <= before) each.withdraw()
    if (this.laden.size > 0) this.watch(worker)
  }
}
