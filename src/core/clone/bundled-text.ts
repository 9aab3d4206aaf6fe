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

  clear(): void {
    if (this.segments.length > 0) this.segments = []
    this.segment = ''
    this.at = 0
  }
}
