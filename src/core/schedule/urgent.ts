/** The place of someone with a deadline. */
export interface Due {
  /** Who it is; `undefined` once it does not wait there any more. */
  readonly item: object | undefined
  /** When it must begin at the latest, on the clock of whoever asks. */
  readonly latest: number
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
  push(due: T, waiting: number): void {
    if (this.heap.length > 2 * waiting + FEW) this.sweep()
    this.add(due)
  }

  /** Who must begin first of all who wait. */
  first(): T | undefined {
    for (let first = this.heap.at(0); first !== undefined; first = this.heap.at(0)) {
      if (first.item !== undefined) return first
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

  private add(due: T): void {
    const { heap } = this
    let hole = heap.length
    heap.push(due)
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (heap[parent].latest <= due.latest) break
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = due
  }

  private sweep(): void {
    const waiting = this.heap.filter(({ item }) => item !== undefined)
    this.heap = []
    for (const due of waiting) this.add(due)
  }
}
