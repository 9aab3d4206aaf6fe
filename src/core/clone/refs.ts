// Hot: bench/codec.

/**
 * So many stand in one array: a longer one is made in memory that is touched for the first time, and its elements are copied
 * there (ns per object of 25 000: 3 in pages, 72 in one array).
 */
const BITS = 12
const PAGE = 1 << BITS
const MASK = PAGE - 1

/** The objects of a value, by the numbers under which it refers to them. */
export class Refs {
  size = 0
  /** The one that is being filled: the first grows, as most values have few objects. */
  private page: unknown[] = []
  private readonly pages = [this.page]

  /** Gives its number. */
  push(object: unknown): number {
    const number = this.size
    this.page[number & MASK] = object
    this.size = number + 1
    if ((this.size & MASK) === 0) this.turn()
    return number
  }

  /** `undefined` for one that is not there, or not yet. */
  at(number: number): unknown {
    return number < this.size ? this.pages[number >>> BITS][number & MASK] : undefined
  }

  /** What comes later than its number. */
  put(number: number, object: unknown): void {
    this.pages[number >>> BITS][number & MASK] = object
  }

  private turn(): void {
    this.page = new Array<unknown>(PAGE)
    this.pages.push(this.page)
  }
}
