/** What stands in a value for an object that stays alive where it is. */
import { Tag } from './tags.js'
import type { ValueReader } from './value-reader.js'
import type { ValueWriter } from './value-writer.js'

export const LiveKind = { ITERATOR: 0, STREAM: 1, OBSERVABLE: 2 } as const
export type LiveKind = (typeof LiveKind)[keyof typeof LiveKind]

/** The methods of an iterator besides `next`: a mask of these. */
export const LiveMethod = { RETURN: 1, THROW: 2 } as const

/** How far an iterator may run ahead of whoever consumes it. */
export interface Window {
  /** The most items; 0 when it must not. */
  readonly items: number
  /** The most bytes of items, but always one item. */
  readonly bytes: number
}

/** Said where the other side decides. */
export const THEIRS: Window = { items: 0, bytes: 0 }

/** A reference to a living object. Its number is its owner's. */
export class Live {
  readonly kind: LiveKind
  readonly number: number
  readonly methods: number
  /** Where the owner decides that; else 0 and 0. */
  readonly window: Window

  constructor(kind: LiveKind, number: number, methods: number, window: Window) {
    this.kind = kind
    this.number = number
    this.methods = methods
    this.window = window
  }
}

export const writeLive = (writer: ValueWriter, { kind, number, methods, window }: Live): void => {
  writer.bytes[writer.at++] = Tag.LIVE
  writer.bytes[writer.at++] = kind
  writer.varint(number)
  writer.bytes[writer.at++] = methods
  writer.varint(window.items)
  writer.varint(window.bytes)
}

export const readLive = (reader: ValueReader): Live => {
  // It may be a whole value or one of the arguments, and nothing in between.
  if (reader.nesting !== reader.livesAt) reader.fail('a living object where none may be')
  const kind = reader.byte()
  if (kind > LiveKind.OBSERVABLE) reader.fail('a living object of no known kind')
  const number = reader.varint()
  const methods = reader.byte()
  if (methods > (LiveMethod.RETURN | LiveMethod.THROW)) reader.fail('unknown methods')
  const items = reader.varint()
  const bytes = reader.varint()
  return new Live(kind as LiveKind, number, methods, { items, bytes })
}
