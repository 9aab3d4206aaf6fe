/** Someone who waits for so many workers to be ready. */
interface Awaited {
  readonly count: number
  /** How many are. */
  readonly ready: () => number
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** Who waits for workers to be ready. */
export class Arrivals {
  private awaited: Awaited[] = []

  /** How many workers are waited for. */
  get wanted(): number {
    return this.awaited.reduce((most, { count }) => Math.max(most, count), 0)
  }

  /** Resolves when so many are ready. */
  of(count: number, ready: () => number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.awaited.push({ count, ready, resolve, reject })
      this.check()
    })
  }

  /** A worker is ready, or another number of them counts. */
  check(): void {
    if (this.awaited.length === 0) return
    const { awaited } = this
    this.awaited = awaited.filter(({ count, ready }) => ready() < count)
    for (const { count, ready, resolve } of awaited) if (ready() >= count) resolve()
  }

  /** They cannot be started. */
  fail(reason: unknown): void {
    const { awaited } = this
    this.awaited = []
    for (const { reject } of awaited) reject(reason)
  }
}
