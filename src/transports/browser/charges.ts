import type { Charge } from '../../core/runner/context.js'

/**
 * What the code at hand is charged to, as far as a browser lets one know: nothing is carried along behind callbacks and
 * `await`, so it is known while the user's code runs that was entered, up to its first `await`.
 */
export class Charges {
  current: Charge | undefined

  run<T>(charge: Charge, work: () => T): T {
    const before = this.current
    this.current = charge
    try {
      return work()
    } finally {
      this.current = before
    }
  }
}
