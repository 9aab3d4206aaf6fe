// Hot: bench/codec.

/** What a shelf needs of a `Set` or a `Map`. */
interface Table {
  has(object: object): boolean
  delete(object: object): boolean
}

/**
 * Entries of a table that V8 makes in the memory for what is gone soon. With one more it would make a larger one elsewhere, fill
 * it anew, and touch fresh memory for it: ns per object in a graph of 25 000, 50 with several such tables, 227 with one.
 */
const SMALL = 4096

/** So many of them are looked through. For more objects, one large table is faster. */
const MOST_SMALL = 8

/** A `Set` and a `Map` of the engine hold 2^24 entries and then throw. */
const LARGE = 2 ** 23

/** Objects in several tables, of which the last takes more. */
export class Shelf<T extends Table> {
  /** How many entries a table takes. */
  capacity = SMALL
  open: T
  full: T[] = []
  private readonly create: () => T

  constructor(create: () => T) {
    this.create = create
    this.open = create()
  }

  /** All tables, in the order in which they were filled. */
  get tables(): readonly T[] {
    return [...this.full, this.open]
  }

  /** Whether an object is in one of the tables that are full. */
  hasFull(object: object): boolean {
    const { full } = this
    for (let i = 0; i < full.length; i++) if (full[i].has(object)) return true
    return false
  }

  /** The open table is full. @param add all entries of a table to a larger one */
  shelve(add: (large: T, small: T) => void): void {
    this.full.push(this.open)
    this.open = this.create()
    if (this.capacity === LARGE || this.full.length < MOST_SMALL) return
    for (const small of this.full) add(this.open, small)
    this.full = []
    this.capacity = LARGE
  }

  delete(object: object): void {
    this.open.delete(object)
    for (const table of this.full) table.delete(object)
  }
}
