import { Line, type InLine } from './line.js'

/** A place in the line for one lock. */
class Place<T> implements InLine {
  ahead: InLine | undefined = undefined
  behind: InLine | undefined = undefined
  line: object | undefined = undefined
  readonly ticket: Ticket<T>
  readonly name: string

  constructor(ticket: Ticket<T>, name: string) {
    this.ticket = ticket
    this.name = name
  }
}

/** What someone holds who wants locks, or has them. */
export class Ticket<T> {
  readonly holder: T
  readonly places: readonly Place<T>[]
  /** How many of the locks are not its own yet. */
  missing: number

  /** @param names may name one more than once */
  constructor(holder: T, names: readonly string[]) {
    this.holder = holder
    this.places = Array.from(new Set(names), (name) => new Place(this, name))
    this.missing = this.places.length
  }
}

/** So many lines may be kept in which nobody stands. */
const FEW = 64

/**
 * Locks by name. Who wants several stands in the line for each of them from the start, and has them when it is
 * the first of all: so the order is that of arrival, nobody holds one while waiting for another,
 * and who wants none of these locks is not concerned. The time depends on the locks of one ticket only.
 */
export class Locks<T> {
  private lines = new Map<string, Line<Place<T>>>()
  /** In how many of these nobody stands. */
  private empty = 0

  /** Gives whether it has all of its locks now; else `release` of others will give it them. */
  request(ticket: Ticket<T>): boolean {
    for (const place of ticket.places) {
      let line = this.lines.get(place.name)
      if (line === undefined) {
        line = new Line()
        this.lines.set(place.name, line)
      } else if (line.size === 0) {
        this.empty--
      }
      line.push(place)
      if (line.front === place) ticket.missing--
    }
    return ticket.missing === 0
  }

  /** Gives back locks, or the wish for them; gives whoever has all of theirs now. */
  release(ticket: Ticket<T>): T[] {
    const next: T[] = []
    for (const place of ticket.places) {
      const line = this.lines.get(place.name)
      if (line === undefined) continue
      const wasFirst = line.front === place
      if (!line.remove(place)) continue
      const { front } = line
      if (front === undefined) this.empty++
      else if (wasFirst && --front.ticket.missing === 0) next.push(front.ticket.holder)
    }
    if (this.empty > FEW && this.empty * 2 > this.lines.size) this.sweep()
    return next
  }

  /**
   * Forgets lines in which nobody stands. Not each at once: a map keeps room for every key that was deleted, and finds one
   * that comes and goes again and again the more slowly, the more others it has.
   */
  private sweep(): void {
    this.lines = new Map([...this.lines].filter(([, { size }]) => size > 0))
    this.empty = 0
  }
}
