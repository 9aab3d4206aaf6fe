// Hot: bench/codec.
import { Limit, Tag } from './tags.js'
import { HUGE_BIGINT, Unsendable } from './unsendable.js'
import type { ValueWriter } from './value-writer.js'

/** Writes a number in the fewest bytes that are cheap to write. */
export const writeNumber = (writer: ValueWriter, value: number): void => {
  const { bytes } = writer
  const int = value | 0
  if (int !== value || (int === 0 && 1 / value < 0)) return writeDouble(writer, Tag.FLOAT64, value)
  if (int >= 0 && int < 128) {
    bytes[writer.at++] = int
  } else if (int >= -128 && int < 128) {
    bytes[writer.at++] = Tag.INT8
    bytes[writer.at++] = int
  } else if (int >= -32768 && int < 32768) {
    bytes[writer.at++] = Tag.INT16
    bytes[writer.at++] = int
    bytes[writer.at++] = int >> 8
  } else {
    bytes[writer.at++] = Tag.INT32
    writer.view.setInt32(writer.at, int, true)
    writer.at += 4
  }
}

export const writeDouble = (writer: ValueWriter, tag: number, value: number): void => {
  writer.bytes[writer.at++] = tag
  writer.view.setFloat64(writer.at, value, true)
  writer.at += 8
}

export const writeBigInt = (writer: ValueWriter, value: bigint): void => {
  const hex = (value < 0n ? -value : value).toString(16)
  const limbs = Math.ceil(hex.length / 16)
  if (limbs > Limit.BIGINT_LIMBS) throw new Unsendable(HUGE_BIGINT)
  writer.bytes[writer.at++] = Tag.BIGINT
  writer.bytes[writer.at++] = value < 0n ? 1 : 0
  writer.varint(limbs)
  writer.ensure(limbs * 8)
  for (let end = hex.length; end > 0; end -= 16) {
    const limb = BigInt(`0x${hex.slice(Math.max(0, end - 16), end)}`)
    writer.view.setBigUint64(writer.at, limb, true)
    writer.at += 8
  }
}
