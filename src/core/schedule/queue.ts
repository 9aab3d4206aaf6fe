const INITIAL = 16

/** First in, first out, in constant time: a ring that doubles when it is full. */
export class Queue<T> {
  private ring: (T | undefined)[] = new Array<T | undefined>(INITIAL)
  private head = 0
  private count = 0

  get size(): number {
    return this.count
  }

  /** Who is next. */
  get first(): T | undefined {
    return this.count === 0 ? undefined : this.ring[this.head]
  }

  push(item: T): void {
    if (this.count === this.ring.length) this.grow()
    this.ring[(this.head + this.count) & (this.ring.length - 1)] = item
    this.count++
  }

  shift(): T | undefined {
    if (this.count === 0) return undefined
    const item = this.ring[this.head]
    this.ring[this.head] = undefined
    this.head = (this.head + 1) & (this.ring.length - 1)
    this.count--
    return item
  }

  private grow(): void {
    const { ring, head } = this
    this.ring = [...ring.slice(head), ...ring.slice(0, head)]
    this.ring.length = ring.length * 2
    this.head = 0
  }
}
