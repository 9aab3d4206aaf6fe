/** Someone who waits. */
interface Waiter {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** Who waits for room in the queue of a pool, in the order in which they came. */
export class Room {
  private waiters: Waiter[] = []

  /** Resolves when there is room for one. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject })
    })
  }

  /** There is room for so many. */
  offer(count: number): void {
    if (this.waiters.length === 0 || count <= 0) return
    for (const { resolve } of this.waiters.splice(0, count)) resolve()
  }

  /** There never will be. */
  close(reason: unknown): void {
    for (const { reject } of this.waiters.splice(0)) reject(reason)
  }
}
