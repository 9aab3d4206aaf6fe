// Hot: bench/codec.
import { writeTextLeaf } from './leaf-writer.js'
import { Limit, Tag } from './tags.js'
import { ASCII_SLACK, writeAscii, writeWide } from './text.js'
import type { ValueWriter } from './value-writer.js'

export const writeString = (writer: ValueWriter, text: string): void => {
  const { length } = text
  const { bundles } = writer
  if (length <= Limit.INLINE_STRING && bundles.inlineLeft > 0 && writeInline(writer, text)) return
  if (length > Limit.BUNDLED_STRING) return writeLong(writer, text)
  if (length < 32) {
    writer.bytes[writer.at++] = Tag.SHORT_STRING + length
  } else {
    writer.bytes[writer.at++] = Tag.STRING
    writer.varint(length)
  }
  if (length === 0) return
  bundles.units |= text.charCodeAt(0)
  bundles.current += text
  if (bundles.current.length > Limit.SEGMENT) writer.limit -= bundles.close()
}

const writeInline = (writer: ValueWriter, text: string): boolean => {
  const { bytes, at } = writer
  const { length } = text
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return false
    bytes[at + 1 + i] = unit
  }
  bytes[at] = Tag.INLINE_STRING + length
  writer.at = at + 1 + length
  writer.bundles.inlineLeft--
  return true
}

const writeLong = (writer: ValueWriter, text: string): void => {
  if (writeTextLeaf(writer, text)) return
  writer.bytes[writer.at++] = Tag.LONG_STRING
  writeCharacters(writer, text, text.charCodeAt(0) > 127)
}

/** Writes u32 (characters << 1 | wide) and the characters; `wide` may be a wrong guess. */
const writeCharacters = (writer: ValueWriter, text: string, wide: boolean): void => {
  const { length } = text
  // One byte a character until a character says otherwise.
  writer.ensure(4 + length + ASCII_SLACK)
  const narrow = !wide && writeAscii(writer.bytes, writer.at + 4, text)
  if (!narrow) {
    writer.ensure(4 + 2 * length)
    writeWide(writer.bytes, writer.at + 4, text)
  }
  writer.view.setUint32(writer.at, length * 2 + (narrow ? 0 : 1), true)
  writer.at += 4 + (narrow ? length : 2 * length)
}

/** Writes the text that the bundled strings of the chunk are cut from; gives whether there is any. */
export const writeTail = (writer: ValueWriter): boolean => {
  const { bundles } = writer
  bundles.close()
  const { closed, wides } = bundles
  if (closed.length === 0) return false
  const bodyEnd = writer.at
  for (let i = 0; i < closed.length; i++) writeCharacters(writer, closed[i], wides[i])
  writer.ensure(4)
  writer.view.setUint32(writer.at, bodyEnd, true)
  writer.at += 4
  return true
}
