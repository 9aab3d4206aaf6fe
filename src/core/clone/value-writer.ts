import type { ClassRegistry } from './registry.js'
import type { LeafKind } from './tags.js'
import type { Attach } from './unsendable.js'

/** Parts of a container that are written later: it stands too deep, or the chunk is full. */
export type PutOff =
  | {
      readonly kind: 'object' | 'sparse'
      readonly identity: number
      readonly object: object
      readonly keys: readonly string[]
      readonly from: number
    }
  | {
      readonly kind: 'array'
      readonly identity: number
      readonly object: readonly unknown[]
      readonly from: number
      readonly length: number
    }
  | {
      readonly kind: 'map'
      readonly identity: number
      readonly entries: Iterator<[unknown, unknown], unknown>
    }
  | {
      readonly kind: 'set'
      readonly identity: number
      readonly items: Iterator<unknown, unknown>
    }
  | { readonly kind: 'error'; readonly identity: number; readonly object: object }

/**
 * What the writers of single kinds of objects need of the encoder. When one of them is called, there is
 * room for one tag with its fixed part.
 */
export interface ValueWriter {
  bytes: Uint8Array
  view: DataView
  at: number
  /** Whether the value may be sent in several chunks, and what is at hand may be put off. */
  readonly streams: boolean
  /** Whether nothing of what is at hand may be put off. */
  readonly whole: boolean
  /** Whether a container at that depth must be put off. @throws Unsendable where nothing may be */
  mustPutOff(depth: number): boolean
  /** The number that the object met last has taken. */
  readonly lastIdentity: number
  readonly attach: Attach
  readonly classes: ClassRegistry
  value(value: unknown, depth: number): void
  string(text: string): void
  double(tag: number, value: number): void
  varint(value: number): void
  ensure(room: number): void
  ownRecord(object: object, keys: readonly string[], depth: number): void
  /**
   * Writes a count, and so many keys with their items; what does not fit in the chunk is put off.
   * `identity` is the number of their container.
   */
  entries(
    object: object,
    keys: readonly string[],
    depth: number,
    kind: 'object' | 'sparse',
    identity: number,
    from: number,
  ): void
  /** Writes CUT, and the rest later. */
  cut(rest: PutOff): void
  /** Puts off parts of which nothing is written yet. */
  putOffParts(rest: PutOff): void
  attached(object: object): boolean
  /** Sends bytes ahead of the chunk, if they are many and the value may be streamed. */
  leaf(kind: LeafKind, bytes: Uint8Array): boolean
  /** Runs what writes something of which nothing is put off; undoes it when it throws. */
  attempt(write: () => void, depth: number): void
}
