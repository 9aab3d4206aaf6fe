/** A chunk that others follow ends in the number of their stream. */
import type { Encoded } from '../clone/encoded.js'
import { Flag } from '../clone/tags.js'

/** Bytes of a stream's number, at the end of a chunk. */
const NUMBER = 4

/** The number of the stream that a frame's value begins; `undefined` when it is complete in itself. */
export const numberOf = (bytes: Uint8Array, start: number, end: number): number | undefined => {
  if (end - start <= NUMBER || (bytes[start] & Flag.MORE) === 0) return undefined
  return (
    (bytes[end - 4] | (bytes[end - 3] << 8) | (bytes[end - 2] << 16) | (bytes[end - 1] << 24)) >>> 0
  )
}

export const putNumber = ({ bytes, length }: Encoded, number: number): void => {
  for (let i = 0; i < NUMBER; i++) bytes[length - NUMBER + i] = number >>> (8 * i)
}

/** A chunk that only says that others follow. */
export const emptyChunk = (): Encoded => ({
  bytes: Uint8Array.of(Flag.MORE, 0, 0, 0, 0),
  length: 1 + NUMBER,
  shapes: 0,
  attachments: [],
  leaves: [],
  rest: undefined,
})
