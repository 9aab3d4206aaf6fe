import type { BundledText } from './bundled-text.js'
import type { Refs } from './refs.js'
import type { ClassRegistry } from './registry.js'

/** A leaf that is complete. */
export type LeafData = string | Uint8Array

/** A container of which parts are still to come. */
export type Owed =
  | {
      readonly kind: 'object' | 'sparse' | 'array'
      readonly object: object
      /** How many parts. */
      readonly missing: number
    }
  | { readonly kind: 'map' | 'set' | 'error'; readonly object: object }

/** Thrown inside the decoder for what is no fault of the bytes; the caller sees the error itself. */
export class Undecodable {
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

/** What this half needs of the decoder. */
export interface ValueReader {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** The objects so far, by identity; `undefined` for one that is not made yet. */
  readonly refs: Refs
  readonly owed: Map<number, Owed>
  readonly leaves: LeafData[]
  readonly attachments: readonly unknown[]
  readonly classes: ClassRegistry
  readonly text: BundledText
  /** The number that the latest object has taken. */
  readonly lastIdentity: number
  /** Bytes that resizable buffers may still reserve. */
  reserve: number
  /** In how many containers a living object may stand; -1 where none may be. */
  readonly livesAt: number
  /** How many containers the item at hand stands in. */
  nesting: number
  fail(fault: string): never
  byte(): number
  take(size: number): number
  varint(): number
  count(size: number): number
  string(): string
  value(): unknown
  keep<T extends object>(object: T): T
  promise(): number
  owe(identity: number, owed: Owed): void
  enter(): void
  ends(tag: number): boolean
  entries<T extends object>(object: T, identity: number, kind: 'object' | 'sparse'): T
}
