import type { DeferredKind } from './tags.js'
import type { Attach } from './unsendable.js'

/**
 * What the writers of single kinds of objects need of the encoder. When one of them is called, there is
 * room for one tag with its fixed part.
 */
export interface ValueWriter {
  bytes: Uint8Array
  view: DataView
  at: number
  readonly attach: Attach
  value(value: unknown, depth: number): void
  string(text: string): void
  double(tag: number, value: number): void
  varint(value: number): void
  ensure(room: number): void
  ownRecord(object: Record<string, unknown>, depth: number): void
  entries(object: Record<string, unknown>, keys: readonly string[], depth: number): void
  defer(kind: DeferredKind, object: object): void
  attached(object: object): boolean
}
