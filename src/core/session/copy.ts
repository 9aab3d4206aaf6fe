import type { Encoded } from '../clone/encoded.js'
import { Limit } from '../clone/tags.js'

const NONE: readonly unknown[] = []

/** An encoded value that stays valid when its encoder is used again. */
export const copyOf = (value: Encoded): Encoded => {
  const { start, length, shapes, leaves, rest } = value
  const isOwn = length >= Limit.LARGE || rest !== undefined || leaves.length > 0
  return {
    // Not `slice`, which gives a view where the bytes are the host's own kind.
    bytes: isOwn ? value.bytes : new Uint8Array(value.bytes.subarray(start, start + length)),
    start: isOwn ? start : 0,
    length,
    shapes,
    // An empty list is the encoder's own, for the next value.
    attachments: value.attachments.length === 0 ? NONE : value.attachments,
    leaves,
    rest,
  }
}
