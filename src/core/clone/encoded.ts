import type { KeepOpen } from '../attachments.js'
import type { Identity } from './identity.js'
import type { OutgoingLeaf, PutOff } from './value-writer.js'

/**
 * One encoded chunk. Valid until the encoder is used again: copy what must last. Only the memory of a
 * large one (Limit.LARGE) is the receiver's for good.
 */
export interface Encoded {
  readonly bytes: Uint8Array
  /** The chunk is `bytes[start]` to `bytes[start + length - 1]`. */
  readonly start: number
  readonly length: number
  /** How many shapes the receiver must know. */
  readonly shapes: number
  readonly attachments: readonly unknown[]
  /** What must arrive before the chunk. */
  readonly leaves: readonly OutgoingLeaf[]
  /** What is left of the value; `undefined` when this chunk ends it. */
  readonly rest: Rest | undefined
}

/** Whether all of a value is encoded, so that it can be sent again as it is. */
export const isEncoded = ({ rest }: Encoded): boolean =>
  rest === undefined || (rest.ahead.length > 0 && rest.ahead.at(-1)?.rest === undefined)

/** All objects that travel beside a value, so far as it is encoded. */
export const attachmentsOf = ({ attachments, rest }: Encoded): readonly unknown[] =>
  rest === undefined
    ? attachments
    : [...attachments, ...rest.ahead.flatMap((chunk) => chunk.attachments)]

/** A value in the middle of its encoding, between two chunks. */
export interface Rest {
  readonly value: unknown
  readonly path: string
  readonly keepOpen: KeepOpen
  readonly identity: Identity
  readonly putOff: readonly PutOff[]
  /** Bytes that may still be encoded before anything else runs, to be a snapshot. */
  readonly budget: number
  /** Chunks that follow and are encoded already, in order; the last of them has the rest. */
  readonly ahead: Encoded[]
}
