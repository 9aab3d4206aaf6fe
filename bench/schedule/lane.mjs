import { LONG } from '../../src/core/pool/load.ts'

/** How often the pool looks whether workers are held for long, in milliseconds. */
const LOOK_EVERY = 1000

/** One worker more for short calls, while long ones hold all the others: by the rules of the pool's own. */
export class Lane {
  /** When to look again; `Infinity` while there is no need. */
  lookAt = Infinity
  #staff
  #worker
  #held = 0

  constructor(staff, worker) {
    this.#staff = staff
    this.#worker = worker
  }

  /** A call waits; gives whether the lane may be open for it. */
  waits(now) {
    if (this.#held === this.#staff.length) return true
    this.lookAt = Math.min(this.lookAt, now + LOOK_EVERY)
    return false
  }

  /** The worker for a short call that waits; `undefined` while it has none. */
  workerAt(now) {
    if (!this.waits(now)) return undefined
    return this.#worker.call === undefined ? this.#worker : undefined
  }

  began(worker, expected) {
    this.#hold(worker, expected >= LONG)
  }

  ended(worker) {
    this.#hold(worker, false)
  }

  /** Calls may take longer than they were expected to. */
  look(now) {
    this.lookAt = Infinity
    for (const worker of this.#staff) {
      if (worker.call !== undefined && now - worker.startedAt >= LONG) this.#hold(worker, true)
    }
  }

  #hold(worker, isHeld) {
    if (worker.isExtra || worker.isHeld === isHeld) return
    worker.isHeld = isHeld
    this.#held += isHeld ? 1 : -1
  }
}
