// Hot: bench/codec.

/** Below this many objects a scan is faster than hashing (ns per object: 4 against 11). */
const SCANNED = 12

/** A `Set` and a `Map` of the engine hold 2^24 entries and then throw. */
const MOST = 2 ** 23

/**
 * Numbers the objects of one value in the order in which they are met. Most values hold no object
 * twice, so a `Set` finds out whether there is a duplicate at all, and only then a `Map` finds which.
 */
export class Identity {
  size = 0
  private readonly few: (object | undefined)[] = []
  private set: Set<object> | undefined
  private map: Map<object, number> | undefined
  /** What was met since the latest mark. */
  private trail: object[] | undefined
  /** Full ones of a value with very many objects. */
  private full: Map<object, number>[] = []

  /** The number under which the object was met before, or -1, and now it has been. */
  meet(object: object): number {
    const next = this.size
    if (this.set !== undefined) {
      if (this.set.add(object).size === next) return this.number(object)
      if (next === MOST) this.number(object)
    } else if (this.map !== undefined) {
      const known = this.known(object, this.map)
      if (known !== undefined) return known
      this.map.set(object, next)
      if (this.map.size === MOST) this.shelve(this.map)
    } else {
      const { few } = this
      for (let i = 0; i < next; i++) if (few[i] === object) return i
      if (next < SCANNED) {
        few[next] = object
      } else {
        this.set = new Set(few as object[])
        this.set.add(object)
      }
    }
    this.size = next + 1
    if (this.trail !== undefined) this.trail.push(object)
    return -1
  }

  /** Begins to remember what is met, for `rollback`; gives whether it was not remembered before. */
  mark(): boolean {
    if (this.trail !== undefined) return false
    this.trail = []
    return true
  }

  /** Remembers no more. */
  unmark(): void {
    this.trail = undefined
  }

  /** Forgets what was met after the first `size` objects. There must be a mark from before. */
  rollback(size: number): void {
    const trail = this.trail as object[]
    for (; this.size > size; this.size--) {
      const object = trail.pop() as object
      this.set?.delete(object)
      this.map?.delete(object)
      for (const full of this.full) full.delete(object)
    }
    // The scan goes on where it was given up: its first objects are all still there.
    if (size <= SCANNED && this.full.length === 0) this.set = this.map = undefined
  }

  clear(): void {
    const { few, size } = this
    for (let i = 0; i < size && i < SCANNED; i++) few[i] = undefined
    if (size > SCANNED || this.trail !== undefined) this.clearTables()
    this.size = 0
  }

  private clearTables(): void {
    this.set = undefined
    this.map = undefined
    this.trail = undefined
    if (this.full.length > 0) this.full = []
  }

  private known(object: object, map: Map<object, number>): number | undefined {
    const known = map.get(object)
    return known === undefined && this.full.length > 0 ? this.shelved(object) : known
  }

  private shelved(object: object): number | undefined {
    for (const full of this.full) {
      const known = full.get(object)
      if (known !== undefined) return known
    }
    return undefined
  }

  private shelve(map: Map<object, number>): void {
    this.full.push(map)
    this.map = new Map()
  }

  /** Goes over from finding out whether to finding which. */
  private number(object: object): number {
    const map = new Map<object, number>()
    let i = 0
    for (const member of this.set as Set<object>) map.set(member, i++)
    this.set = undefined
    this.map = map
    if (map.size >= MOST) this.shelve(map)
    return (this.map.get(object) ?? map.get(object)) as number
  }
}
