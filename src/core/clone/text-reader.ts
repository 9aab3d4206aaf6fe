// Hot: bench/codec.
import { Leaf, Limit, Tag } from './tags.js'
import { readLatin1, readWide } from './text.js'
import type { ValueReader } from './value-reader.js'

/** The text that the bundled strings of a chunk are cut from. */
export class BundledText {
  /** The segments after the one at hand, the next one last. */
  private segments: string[] = []
  private segment = ''
  private at = 0

  begin(segments: string[]): void {
    // Reversed, so that taking the next one is a pop.
    this.segments = segments.reverse()
    this.segment = segments.pop() ?? ''
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

const readBundled = (reader: ValueReader, length: number): string =>
  reader.text.take(length) ?? reader.fail('more text than the tail holds')

const readInline = (reader: ValueReader, length: number): string => {
  const { bytes } = reader
  const at = reader.take(length)
  if (length > Limit.INLINE_STRING) return readLatin1(bytes, at, at + length)
  let text = ''
  for (let i = at; i < at + length; i++) text += String.fromCharCode(bytes[i])
  return text
}

/** Reads u32 (characters << 1 | wide) and the characters. */
export const readCharacters = (reader: ValueReader): string => {
  const head = reader.view.getUint32(reader.take(4), true)
  const wide = (head & 1) === 1
  const size = (head >>> 1) * (wide ? 2 : 1)
  const at = reader.take(size)
  return wide ? readWide(reader.bytes, at, at + size) : readLatin1(reader.bytes, at, at + size)
}

/** The string behind a tag; `undefined` when it is the tag of something else. */
export const readText = (reader: ValueReader, tag: number): string | undefined => {
  if (tag >= Tag.SHORT_STRING && tag < Tag.INLINE_STRING) {
    return readBundled(reader, tag - Tag.SHORT_STRING)
  }
  if (tag >= Tag.INLINE_STRING && tag < Tag.CLASS) {
    return readInline(reader, tag - Tag.INLINE_STRING)
  }
  if (tag === Tag.STRING) return readBundled(reader, reader.varint())
  if (tag === Tag.LONG_STRING) return readCharacters(reader)
  if (tag !== Tag.LEAF || reader.byte() !== Leaf.STRING) return undefined
  const leaf = reader.leaves.shift()
  return typeof leaf === 'string' ? leaf : reader.fail('a text that never came')
}
