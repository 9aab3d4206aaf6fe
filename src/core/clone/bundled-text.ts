/** Keys that came lately, to any decoder: the keys of a program are few. */
const SLOTS = 512
const LONGEST_KEY = 40
const keys: string[] = Array.from({ length: SLOTS }, () => '')

/** The text that the bundled strings of a chunk are cut from. */
export class BundledText {
  /** The segments after the one at hand, the next one last. */
  private segments: string[] = []
  private segment = ''
  private at = 0

  begin(segments: string[]): void {
    // Reversed, so that taking the next one is a pop.
    this.segments = segments.toReversed()
    this.segment = this.segments.pop() ?? ''
    this.at = 0
  }

  /** The next so many characters; `undefined` when the segment has fewer. */
  take(length: number): string | undefined {
    if (length === 0) return ''
    if (this.at === this.segment.length) {
      this.segment = this.segments.pop() ?? ''
      this.at = 0
    }
    const { at } = this
    const next = at + length
    if (next > this.segment.length) return undefined
    this.at = next
    return this.segment.slice(at, next)
  }

  /**
   * The same key, as it came before: the engine finds properties faster by a string that it has used for
   * one already.
   */
  known(key: string): string {
    const { length } = key
    if (length === 0 || length > LONGEST_KEY) return key
    const slot = (length * 31 + key.charCodeAt(0) * 7 + key.charCodeAt(length - 1)) % SLOTS
    const before = keys[slot]
    if (before === key) return before
    keys[slot] = key
    return key
  }

  clear(): void {
    if (this.segments.length > 0) this.segments = []
    this.segment = ''
    this.at = 0
  }
}
