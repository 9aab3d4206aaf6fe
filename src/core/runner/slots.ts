/** How many jobs run at a time; the others wait, first in, first out. */
export class Slots<J> {
  private count = Infinity
  private free = Infinity
  private readonly waiting = new Map<number, J>()

  /** @param count how many; without a word, there is no limit */
  limit(count: number): void {
    this.free = this.count === Infinity ? count : this.free + count - this.count
    this.count = count
  }

  /** Takes a slot; gives whether there was one. */
  take(): boolean {
    if (this.free < 1) return false
    this.free--
    return true
  }

  /** Gives a slot back. */
  release(): void {
    this.free++
  }

  wait(id: number, job: J): void {
    this.waiting.set(id, job)
  }

  /** Takes out one that waits; `undefined` when it does not. */
  drop(id: number): J | undefined {
    const job = this.waiting.get(id)
    this.waiting.delete(id)
    return job
  }

  /** Takes out the first that waits, with a slot for it; `undefined` when one of the two is missing. */
  next(): J | undefined {
    if (this.free < 1) return undefined
    for (const [id, job] of this.waiting) {
      this.waiting.delete(id)
      this.free--
      return job
    }
    return undefined
  }
}
