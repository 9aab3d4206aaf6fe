/** Below this many objects a scan is faster than hashing (ns per object: 4 against 11). */
const SCANNED = 12

/**
 * Numbers the objects of one value in the order in which they are met. Most values hold no object
 * twice, so a `Set` finds out whether there is a duplicate at all, and only then a `Map` finds which.
 */
export class Identity {
  private seen: object[] = []
  private set: Set<object> | undefined
  private map: Map<object, number> | undefined

  get size(): number {
    return this.seen.length
  }

  /** The number under which the object was met before, or -1, and now it has been. */
  meet(object: object): number {
    const { seen } = this
    const next = seen.length
    if (this.map !== undefined) {
      const known = this.map.get(object)
      if (known !== undefined) return known
      this.map.set(object, next)
    } else if (this.set !== undefined) {
      if (this.set.add(object).size === next) return this.number(object)
    } else {
      for (let i = 0; i < next; i++) if (seen[i] === object) return i
      if (next === SCANNED) {
        this.set = new Set(seen)
        this.set.add(object)
      }
    }
    seen.push(object)
    return -1
  }

  /** Takes a number for something that can never be met again. */
  skip(): void {
    this.meet({})
  }

  /** Forgets all objects after the first `size`. */
  rollback(size: number): void {
    this.seen.length = size
    this.map = undefined
    this.set = size > SCANNED ? new Set(this.seen) : undefined
  }

  clear(): void {
    // A big table is dropped rather than cleared: it would keep its memory for ever.
    if (this.seen.length > 1024) this.seen = []
    else this.seen.length = 0
    this.set = undefined
    this.map = undefined
  }

  private number(object: object): number {
    this.map = new Map()
    for (let i = 0; i < this.seen.length; i++) this.map.set(this.seen[i], i)
    return this.map.get(object) as number
  }
}
