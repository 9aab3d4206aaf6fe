/** A chunk that others follow ends in the number of their stream. */
import type { Encoded } from '../clone/encoded.js'
import { Flag, STREAM_NUMBER } from '../clone/tags.js'

/** The number of the stream that a frame's value begins; `undefined` when it is complete in itself. */
export const numberOf = (bytes: Uint8Array, start: number, end: number): number | undefined => {
  if (end - start <= STREAM_NUMBER || (bytes[start] & Flag.MORE) === 0) return undefined
  return (
    (bytes[end - 4] | (bytes[end - 3] << 8) | (bytes[end - 2] << 16) | (bytes[end - 1] << 24)) >>> 0
  )
}

export const putNumber = ({ bytes, start, length }: Encoded, number: number): void => {
  const at = start + length - STREAM_NUMBER
  for (let i = 0; i < STREAM_NUMBER; i++) bytes[at + i] = number >>> (8 * i)
}

/** A chunk that only says that others follow, the first of them this one. */
export const emptyChunk = (first: Encoded): Encoded => ({
  // Whether classes may occur must be known before anything is decoded.
  bytes: Uint8Array.of(Flag.MORE | (first.bytes[first.start] & Flag.CLASSES), 0, 0, 0, 0),
  start: 0,
  length: 1 + STREAM_NUMBER,
  shapes: 0,
  attachments: [],
  leaves: [],
  rest: undefined,
})
