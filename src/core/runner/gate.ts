/**
 * Before the user's code. Whatever that does to this process, the answers before it survive: they are in the
 * kernel by then, or else the code waits.
 */
export class Gate {
  private readonly settled: () => boolean
  private waiting: (() => void)[] = []

  /** @param settled sends what was said; whether all of it has left this process */
  constructor(settled: () => boolean) {
    this.settled = settled
  }

  /** Begins when it may, in order. */
  enter(start: () => void): void {
    if (this.waiting.length === 0 && this.settled()) start()
    else this.waiting.push(start)
  }

  /** It may have left. */
  open(): void {
    const { waiting } = this
    this.waiting = []
    for (const start of waiting) this.enter(start)
  }
}
