// Hot: bench/codec.
import { Leaf, Limit, Tag } from './tags.js'
import { readLatin1, readWide } from './text.js'
import type { ValueReader } from './value-reader.js'

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
