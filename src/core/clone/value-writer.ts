import type { KeepOpen } from '../attachments.js'
import type { Bundles } from './bundles.js'
import type { Identity } from './identity.js'
import type { ClassRegistry } from './registry.js'
import type { Shapes } from './shapes.js'
import type { Attach } from './unsendable.js'

/** A long string, or the memory of a large buffer: it travels in pieces, ahead of its chunk. */
export type OutgoingLeaf =
  | { readonly kind: 'text'; readonly text: string }
  /** Memory of the user's, which may change before it is sent, or a copy. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly copied: boolean }

/** Entries of an object, or of an array with holes or properties, from one on. */
export interface PutOffEntries {
  readonly kind: 'object' | 'sparse'
  readonly identity: number
  readonly object: object
  readonly keys: readonly string[]
  /** What stands under the keys, where it was read already. */
  readonly values?: readonly unknown[] | undefined
  readonly from: number
  /** How long an array was when it was begun. */
  readonly length: number
}

/** Parts of a container that are written later: it stands too deep, or the chunk is full. */
export type PutOff =
  | PutOffEntries
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
 * The state of an encoder, for the writers of single kinds of values. When one of them is called, there
 * is room for one tag with its fixed part.
 */
export interface ValueWriter {
  bytes: Uint8Array
  view: DataView
  at: number
  /** Position from which on parts are put off; infinite for a value that must be one chunk. */
  limit: number
  /** How many shapes the receiver must know. */
  shapes: number
  /** Those of `Flag`. */
  flags: number
  /** What must arrive before the chunk. */
  leaves: readonly OutgoingLeaf[]
  /** Bytes of the value that may still be copied, to be a snapshot. */
  budget: number
  readonly attachments: unknown[]
  /** Which of them stay open here. */
  readonly keepOpen: KeepOpen
  readonly identity: Identity
  /** The instances of registered classes that are being written: their data must not lead back to them. */
  readonly open: number[]
  /** The nesting from which on containers are put off. */
  readonly deepest: number
  /** Bytes that a chunk takes, about. */
  readonly chunk: number
  readonly table: Shapes
  readonly bundles: Bundles
  /** Whether the value may be sent in several chunks, and what is at hand may be put off. */
  readonly streams: boolean
  /** Whether nothing of what is at hand may be put off. */
  readonly whole: boolean
  /** Whether objects have inherited keys, which a loop over keys would find. */
  readonly isPolluted: boolean
  /** The number that the object met last has taken. */
  readonly lastIdentity: number
  readonly attach: Attach
  readonly classes: ClassRegistry
  value(value: unknown, depth: number): void
  varint(value: number): void
  /** Makes room for so many bytes, and for one tag behind them. */
  ensure(room: number): void
  /** Whether a container at that depth must be put off. @throws Unsendable where nothing may be */
  mustPutOff(depth: number): boolean
  /** Writes CUT, and the rest later. */
  cut(rest: PutOff): void
  /** Puts off parts of which nothing is written yet. */
  putOffParts(rest: PutOff): void
  /** Runs what writes something of which nothing is put off, up to a position and depth. */
  wholly(write: () => void, limitWithin: number, deepestWithin: number): void
  /** The same, undone when it throws. */
  attempt(write: () => void, depth: number): void
}
