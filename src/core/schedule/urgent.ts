/** Someone with a deadline. */
export interface Due {
  /** Whether it still waits. */
  readonly queued: boolean
  /** When it must begin at the latest, on the clock of whoever asks. */
  latest: number
}

/** Of so many, most may be gone before they are cleared away. */
const FEW = 128

/**
 * Those who have a deadline, by when they must begin: a binary heap. Who does not wait any more is
 * dropped at the front, or when there are too many of them.
 */
export class Urgent<T extends Due> {
  private heap: T[] = []

  get size(): number {
    return this.heap.length
  }

  /** @param waiting how many may be waiting in all */
  push(item: T, waiting: number): void {
    if (this.heap.length > 2 * waiting + FEW) this.sweep()
    this.add(item)
  }

  /** Who must begin first of all who wait. */
  first(): T | undefined {
    for (let first = this.heap.at(0); first !== undefined; first = this.heap.at(0)) {
      if (first.queued) return first
      this.shift()
    }
    return undefined
  }

  shift(): void {
    const { heap } = this
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1].latest < heap[child].latest) child++
      if (heap[child].latest >= last.latest) break
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
  }

  /** None of them waits any more. */
  clear(): void {
    if (this.heap.length > 0) this.heap = []
  }

  private add(item: T): void {
    const { heap } = this
    let hole = heap.length
    heap.push(item)
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (heap[parent].latest <= item.latest) break
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = item
  }

  private sweep(): void {
    const waiting = this.heap.filter(({ queued }) => queued)
    this.heap = []
    for (const item of waiting) this.add(item)
  }
}
