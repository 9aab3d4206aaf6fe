import { Limit } from './tags.js'

/**
 * The strings of one chunk that travel bundled: joined as the value is walked, and written at once
 * behind the body. A write for each would cost three times as much.
 */
export class Bundles {
  current = ''
  /** A character of every string in the current one, mixed: whether to write it wide is only a guess. */
  units = 0
  closed: string[] = []
  wides: boolean[] = []
  /** How many more strings may stand inline. */
  inlineLeft: number = Limit.INLINE_STRINGS

  /** Ends the current one; gives how many characters it has. */
  close(): number {
    const { length } = this.current
    if (length === 0) return 0
    this.closed.push(this.current)
    this.wides.push(this.units > 127)
    this.current = ''
    this.units = 0
    return length
  }

  clear(): void {
    if (this.closed.length > 0) {
      this.closed = []
      this.wides = []
    }
    this.current = ''
    this.units = 0
    this.inlineLeft = Limit.INLINE_STRINGS
  }

  /** What takes it back to how it is now. Nothing may be cleared in between. */
  mark(): () => void {
    const { current, units, closed, inlineLeft } = this
    const { length } = closed
    return () => {
      this.current = current
      this.units = units
      this.closed.length = length
      this.wides.length = length
      this.inlineLeft = inlineLeft
    }
  }
}
