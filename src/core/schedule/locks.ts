import { Line, outOfLine, type InLine } from './line.js'

/** A place in the line for one lock. */
interface Place<T> extends InLine {
  readonly ticket: Ticket<T>
  readonly name: string
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
    this.places = [...new Set(names)].map((name) => ({ ...outOfLine, ticket: this, name }))
    this.missing = this.places.length
  }
}

/**
 * Locks by name. Who wants several stands in the line for each of them from the start, and has them when it is
 * the first of all: so the order is that of arrival, nobody holds one while waiting for another,
 * and who wants none of these locks is not concerned. The time depends on the locks of one ticket only.
 */
export class Locks<T> {
  private readonly lines = new Map<string, Line<Place<T>>>()

  /** Gives whether it has all of its locks now; else `release` of others will give it them. */
  request(ticket: Ticket<T>): boolean {
    for (const place of ticket.places) {
      let line = this.lines.get(place.name)
      if (line === undefined) {
        line = new Line()
        this.lines.set(place.name, line)
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
      if (front === undefined) this.lines.delete(place.name)
      else if (wasFirst && --front.ticket.missing === 0) next.push(front.ticket.holder)
    }
    return next
  }
}
