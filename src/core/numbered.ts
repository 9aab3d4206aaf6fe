// Hot: bench/pool. A `Map` that entries come to and leave all the time builds itself anew again and again.

const INITIAL = 16

/** Entries by numbers of 32 bits that mostly count up: in constant time, and without garbage. */
export class Numbered<V> {
  private numbers = new Uint32Array(INITIAL)
  /** Each as near as possible to the place that its number has; `undefined` where there is none. */
  private entries: (V | undefined)[] = new Array<V | undefined>(INITIAL).fill(undefined)
  private mask = INITIAL - 1
  private count = 0
  private newest = 0

  get size(): number {
    return this.count
  }

  get(number: number): V | undefined {
    return this.entries[this.find(number)]
  }

  has(number: number): boolean {
    return this.get(number) !== undefined
  }

  set(number: number, entry: V & {}): void {
    let at = this.find(number)
    if (this.entries[at] === undefined && ++this.count * 2 > this.mask) {
      this.grow()
      at = this.find(number)
    }
    this.numbers[at] = number
    this.entries[at] = entry
    this.newest = number
  }

  /** Gives whether there was one. */
  delete(number: number): boolean {
    const { numbers, entries, mask } = this
    let hole = this.find(number)
    if (entries[hole] === undefined) return false
    this.count--
    // Whoever would not be found past the hole moves into it.
    for (let at = (hole + 1) & mask; entries[at] !== undefined; at = (at + 1) & mask) {
      const distance = (at - numbers[at]) & mask
      if (distance < ((at - hole) & mask)) continue
      numbers[hole] = numbers[at]
      entries[hole] = entries[at]
      hole = at
    }
    entries[hole] = undefined
    return true
  }

  clear(): void {
    this.entries.fill(undefined)
    this.count = 0
  }

  /** Those that count on from one another in this order, also beyond the highest number. */
  toMap(): Map<number, V> {
    const all: [number, V][] = []
    this.entries.forEach((entry, at) => {
      if (entry !== undefined) all.push([this.numbers[at], entry])
    })
    const age = (number: number) => (this.newest - number) >>> 0
    return new Map(all.toSorted(([a], [b]) => age(b) - age(a)))
  }

  /** In the order of `toMap`. */
  values(): IterableIterator<V> {
    return this.toMap().values()
  }

  /** Where a number is, or would be. */
  private find(number: number): number {
    const { numbers, entries, mask } = this
    let at = number & mask
    while (entries[at] !== undefined && numbers[at] !== number) at = (at + 1) & mask
    return at
  }

  private grow(): void {
    const { numbers, entries } = this
    const size = entries.length * 2
    this.numbers = new Uint32Array(size)
    this.entries = new Array<V | undefined>(size).fill(undefined)
    this.mask = size - 1
    entries.forEach((entry, i) => {
      if (entry === undefined) return
      const at = this.find(numbers[i])
      this.numbers[at] = numbers[i]
      this.entries[at] = entry
    })
  }
}
