import type { Encoded } from '../clone/encoded.js'
import { Limit } from '../clone/tags.js'

const NONE: readonly unknown[] = []

/** An encoded value that stays valid when its encoder is used again. */
export const copyOf = ({ bytes, length, shapes, attachments, leaves, rest }: Encoded): Encoded => ({
  // Not `slice`, which gives a view where the bytes are the host's own kind.
  bytes:
    length >= Limit.LARGE || rest !== undefined || leaves.length > 0
      ? bytes
      : new Uint8Array(bytes.subarray(0, length)),
  length,
  shapes,
  // An empty list is the encoder's own, for the next value.
  attachments: attachments.length === 0 ? NONE : attachments,
  leaves,
  rest,
})
