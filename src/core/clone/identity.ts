// Hot: bench/codec.
import { Shelf } from './shelf.js'

/** Below this many objects a scan is faster than hashing (ns per object: 4 against 11). */
const SCANNED = 12

const newSet = () => new Set<object>()
const newMap = () => new Map<object, number>()

/**
 * Numbers the objects of one value in the order in which they are met. Most values hold no object
 * twice, so a `Set` finds out whether there is a duplicate at all, and only then a `Map` finds which.
 */
export class Identity {
  size = 0
  private readonly few: (object | undefined)[] = []
  private sets: Shelf<Set<object>> | undefined
  private maps: Shelf<Map<object, number>> | undefined
  /** What was met since the latest mark. */
  private trail: object[] | undefined

  /** The number under which the object was met before, or -1, and now it has been. */
  meet(object: object): number {
    const next = this.size
    const { sets, maps } = this
    if (sets !== undefined) {
      if (sets.hasFull(object)) return this.number(object)
      const { size } = sets.open
      if (sets.open.add(object).size === size) return this.number(object)
      if (size + 1 === sets.capacity) sets.shelve(mergeSets)
    } else if (maps !== undefined) {
      const known = numberOf(object, maps)
      if (known !== undefined) return known
      enter(object, next, maps)
    } else {
      const { few } = this
      for (let i = 0; i < next; i++) if (few[i] === object) return i
      if (next < SCANNED) {
        few[next] = object
      } else {
        this.sets = new Shelf(newSet)
        for (const one of few as object[]) this.sets.open.add(one)
        this.sets.open.add(object)
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
      this.sets?.delete(object)
      this.maps?.delete(object)
    }
    const { few } = this
    for (let i = size; i < few.length; i++) few[i] = undefined
    // The scan goes on where it was given up: its first objects are all still there.
    if (size <= SCANNED) this.sets = this.maps = undefined
  }

  clear(): void {
    const { few, size } = this
    for (let i = 0; i < size && i < SCANNED; i++) few[i] = undefined
    if (size > SCANNED || this.trail !== undefined) this.sets = this.maps = this.trail = undefined
    this.size = 0
  }

  /** Goes over from finding out whether to finding which. */
  private number(object: object): number {
    const maps = new Shelf(newMap)
    let i = 0
    for (const set of this.sets?.tables ?? []) for (const member of set) enter(member, i++, maps)
    this.sets = undefined
    this.maps = maps
    return numberOf(object, maps) as number
  }
}

const numberOf = (object: object, { open, full }: Shelf<Map<object, number>>) => {
  const known = open.get(object)
  if (known !== undefined) return known
  for (let i = 0; i < full.length; i++) {
    const found = full[i].get(object)
    if (found !== undefined) return found
  }
  return undefined
}

const enter = (object: object, number: number, maps: Shelf<Map<object, number>>): void => {
  maps.open.set(object, number)
  if (maps.open.size === maps.capacity) maps.shelve(mergeMaps)
}

const mergeSets = (large: Set<object>, small: Set<object>): void => {
  for (const object of small) large.add(object)
}

const mergeMaps = (large: Map<object, number>, small: Map<object, number>): void => {
  for (const [object, number] of small) large.set(object, number)
}
