import { ProtocolError } from '../errors.js'
import { HIGH_BIT } from '../frame/layout.js'

/** Lets requests run in the order of their numbers, which go up from 1 without gaps. */
export class RequestOrder {
  private expected = 1
  private early: Map<number, () => void> | undefined

  /** @throws ProtocolError for a number that came before */
  take(number: number, run: () => void): void {
    if (number !== this.expected) {
      this.early ??= new Map()
      const behind = number < this.expected && this.expected - number < HIGH_BIT / 2
      if (behind || this.early.has(number)) throw new ProtocolError(`request ${number} twice`, 0)
      this.early.set(number, run)
      return
    }
    this.advance(run)
    for (;;) {
      const next = this.early?.get(this.expected)
      if (next === undefined) return
      this.early?.delete(this.expected)
      this.advance(next)
    }
  }

  /** Runs what has come, whatever is missing before it. */
  drain(): void {
    const { early } = this
    this.early = undefined
    for (const run of early?.values() ?? []) run()
  }

  private advance(run: () => void): void {
    this.expected = (this.expected % (HIGH_BIT - 1)) + 1
    run()
  }
}
