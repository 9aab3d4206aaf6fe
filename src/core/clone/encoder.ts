// Hot: bench/codec. The fields are set once in the constructor and no view is made per value.
import { notCloneable, unreachable } from '../errors.js'
import { writeArray } from './array-writer.js'
import { writeBigInt, writeExotic, writeParts, type PutOff } from './exotic-writer.js'
import { Identity } from './identity.js'
import type { Shapes, ShapeNode } from './shapes.js'
import { Deferred, Flag, Limit, Tag, type DeferredKind } from './tags.js'
import { allocate, ASCII_SLACK, writeAscii, writeWide } from './text.js'
import { findUnsendable, Unsendable, type Attach } from './unsendable.js'
import type { ValueWriter } from './value-writer.js'

/**
 * One encoded value. Valid until the encoder is used again: copy what must last. Only the memory of a
 * large one (Limit.LARGE) is the receiver's for good.
 */
export interface Encoded {
  readonly bytes: Uint8Array
  /** The value is `bytes[0]` to `bytes[length - 1]`. */
  readonly length: number
  /** How many shapes the receiver must know. */
  readonly shapes: number
  readonly attachments: readonly unknown[]
}

/** Bytes to begin with. */
const INITIAL = 4096
/** Bytes that any one tag with its fixed part may need, inline strings and varints included. */
export const ROOM = 32
/** Turns values into bytes. One encoder may serve many connections: shapes belong to the sender. */
export class Encoder implements Encoded, ValueWriter {
  bytes: Uint8Array
  length = 0
  shapes = 0
  attachments: unknown[] = []
  view: DataView
  at = 0
  private capacity: number
  private busy = false
  private polluted = false
  private readonly identity = new Identity()
  private inlineLeft = 0
  private bundle = ''
  private bundles: string[] = []
  private putOff: PutOff[] = []

  private readonly table: Shapes
  readonly attach: Attach

  constructor(table: Shapes, attach: Attach) {
    this.table = table
    this.attach = attach
    this.bytes = allocate(INITIAL)
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset)
    this.capacity = this.bytes.length
  }

  /**
   * Encodes a value. `path` is what an error calls it.
   * @throws TypeError with a `path`, for what cannot be sent; and whatever a getter throws.
   */
  encode(value: unknown, path: string): Encoded {
    // A getter that runs while its object is encoded may make a call of its own.
    if (this.busy) return new Encoder(this.table, this.attach).encode(value, path)
    this.busy = true
    try {
      this.begin()
      this.value(value, 0)
      for (let i = 0; i < this.putOff.length; i++) writeParts(this, this.putOff[i])
      this.finish()
      return this.length < Limit.LARGE ? this : this.giveAway()
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error
      const found = findUnsendable(value, path, this.attach)
      throw notCloneable(found?.path ?? path, found?.what ?? error.what)
    } finally {
      this.identity.clear()
      this.bundles = []
      this.bundle = ''
      this.putOff = []
      this.busy = false
    }
  }

  private begin(): void {
    this.at = 1
    this.shapes = 0
    this.inlineLeft = Limit.INLINE_STRINGS
    if (this.attachments.length > 0) this.attachments = []
    this.polluted = false
    for (const _key in {}) this.polluted = true
  }

  /** A large value takes its memory along, so that neither keeps the other. */
  private giveAway(): Encoded {
    const { bytes, length, shapes, attachments } = this
    this.at = 0
    this.reserve(INITIAL)
    return { bytes, length, shapes, attachments }
  }

  /** Writes the tail: the text that the bundled strings are cut from. */
  private finish(): void {
    const bodyEnd = this.at
    if (this.bundle !== '') this.bundles.push(this.bundle)
    this.bytes[0] = this.bundles.length > 0 ? Flag.TAIL : 0
    if (this.bundles.length > 0) {
      for (const text of this.bundles) this.characters(text)
      this.ensure(4)
      this.view.setUint32(this.at, bodyEnd, true)
      this.at += 4
    }
    this.length = this.at
  }

  /** Writes one item. */
  value(value: unknown, depth: number): void {
    if (this.at + ROOM > this.capacity) this.ensure(ROOM)
    switch (typeof value) {
      case 'string':
        return this.string(value)
      case 'number':
        return this.number(value)
      case 'object':
        if (value === null) this.bytes[this.at++] = Tag.NULL
        else this.object(value, depth)
        return
      case 'boolean':
        this.bytes[this.at++] = value ? Tag.TRUE : Tag.FALSE
        return
      case 'undefined':
        this.bytes[this.at++] = Tag.UNDEFINED
        return
      case 'bigint':
        return writeBigInt(this, value)
      case 'function':
      case 'symbol':
        throw new Unsendable(`a ${typeof value}`)
      default:
        return unreachable(value as never)
    }
  }

  private number(value: number): void {
    const { bytes } = this
    const int = value | 0
    if (int === value && (int !== 0 || 1 / value > 0)) {
      if (int >= 0 && int < 128) {
        bytes[this.at++] = int
      } else if (int >= -128 && int < 128) {
        bytes[this.at++] = Tag.INT8
        bytes[this.at++] = int
      } else if (int >= -32768 && int < 32768) {
        bytes[this.at++] = Tag.INT16
        bytes[this.at++] = int
        bytes[this.at++] = int >> 8
      } else {
        bytes[this.at++] = Tag.INT32
        this.view.setInt32(this.at, int, true)
        this.at += 4
      }
      return
    }
    this.double(Tag.FLOAT64, value)
  }

  double(tag: number, value: number): void {
    this.bytes[this.at++] = tag
    this.view.setFloat64(this.at, value, true)
    this.at += 8
  }

  string(text: string): void {
    const { length } = text
    if (length <= Limit.INLINE_STRING && this.inlineLeft > 0 && this.inline(text)) return
    if (length > Limit.BUNDLED_STRING) {
      this.bytes[this.at++] = Tag.LONG_STRING
      this.characters(text)
      return
    }
    if (length < 32) {
      this.bytes[this.at++] = Tag.SHORT_STRING + length
    } else {
      this.bytes[this.at++] = Tag.STRING
      this.varint(length)
    }
    if (this.bundle.length + length > Limit.SEGMENT) {
      this.bundles.push(this.bundle)
      this.bundle = text
    } else {
      this.bundle += text
    }
  }

  private inline(text: string): boolean {
    const { bytes, at } = this
    const { length } = text
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 127) return false
      bytes[at + 1 + i] = unit
    }
    bytes[at] = Tag.INLINE_STRING + length
    this.at = at + 1 + length
    this.inlineLeft--
    return true
  }

  /** Writes u32 (characters << 1 | wide) and the characters. */
  private characters(text: string): void {
    const { length } = text
    // One byte a character until a character says otherwise.
    this.ensure(4 + length + ASCII_SLACK)
    const narrow = text.charCodeAt(0) < 128 && writeAscii(this.bytes, this.at + 4, text)
    if (!narrow) {
      this.ensure(4 + 2 * length)
      writeWide(this.bytes, this.at + 4, text)
    }
    this.view.setUint32(this.at, length * 2 + (narrow ? 0 : 1), true)
    this.at += 4 + (narrow ? length : 2 * length)
  }

  private object(object: object, depth: number): void {
    const known = this.identity.meet(object)
    if (known >= 0) {
      this.bytes[this.at++] = Tag.REF
      this.varint(known)
      return
    }
    if (Array.isArray(object)) {
      if (depth >= Limit.DEPTH) this.defer(Deferred.ARRAY, object)
      else writeArray(this, object, depth + 1)
      return
    }
    const prototype = Object.getPrototypeOf(object) as object | null
    if (prototype === Object.prototype || prototype === null) {
      if (depth >= Limit.DEPTH) this.defer(Deferred.OBJECT, object)
      else this.record(object as Record<string, unknown>, depth + 1)
      return
    }
    writeExotic(this, object, depth)
  }

  /** Writes the next items of the body later, when the ones begun so far have ended. */
  defer(kind: DeferredKind, object: object): void {
    this.bytes[this.at++] = Tag.DEFER
    this.bytes[this.at++] = kind
    this.putOff.push({ kind, identity: this.identity.size - 1, object })
  }

  /** Sends the object beside the bytes, if the transport can. */
  attached(object: object): boolean {
    if (this.attach(object) === false) return false
    if (this.attachments.length >= Limit.ATTACHMENTS) {
      throw new Unsendable(
        `one of more than ${Limit.ATTACHMENTS} objects that travel beside the bytes`,
      )
    }
    this.bytes[this.at++] = Tag.ATTACHMENT
    this.varint(this.attachments.length)
    this.attachments.push(object)
    return true
  }

  private record(object: Record<string, unknown>, depth: number): void {
    if (this.polluted) return this.ownRecord(object, depth)
    let node: ShapeNode | undefined = this.table.root
    for (const key in object) {
      node = node.child(key, this.table)
      if (node === undefined) break
    }
    const shape = node === undefined ? -1 : this.table.meet(node, object)
    if (shape < 0) return this.ownRecord(object, depth)
    if (shape >= this.shapes) this.shapes = shape + 1
    if (shape < 32) {
      this.bytes[this.at++] = Tag.SHAPED_OBJECT_0 + shape
    } else {
      this.bytes[this.at++] = Tag.SHAPED_OBJECT
      this.varint(shape)
    }
    const keys = this.table.keys[shape]
    let i = 0
    for (const key in object) {
      // A getter may have changed the object under the loop.
      if (key !== keys[i]) break
      this.value(object[key], depth)
      i++
    }
    for (; i < keys.length; i++) {
      const key = keys[i]
      this.value(Object.hasOwn(object, key) ? object[key] : undefined, depth)
    }
  }

  /** An object with its keys beside it: the first of its shape, an instance of a class, a dictionary. */
  ownRecord(object: Record<string, unknown>, depth: number): void {
    this.bytes[this.at++] = Tag.OBJECT
    this.entries(object, Object.keys(object), depth)
  }

  /** Writes a count, and so many keys with their items. */
  entries(object: Record<string, unknown>, keys: readonly string[], depth: number): void {
    this.varint(keys.length)
    for (const key of keys) {
      this.ensure(ROOM)
      this.string(key)
      this.value(object[key], depth)
    }
  }

  varint(value: number): void {
    if (value > 0xffffffff) throw new Unsendable('longer than 4 GB')
    const { bytes } = this
    while (value > 127) {
      bytes[this.at++] = (value & 127) | 128
      value = value >>> 7
    }
    bytes[this.at++] = value
  }

  /** Makes room for so many bytes, and for one more tag behind them. */
  ensure(room: number): void {
    if (this.at + room + ROOM > this.capacity) {
      this.reserve(Math.max(this.capacity * 2, this.at + room + ROOM))
    }
  }

  private reserve(capacity: number): void {
    const larger = allocate(capacity)
    larger.set(this.bytes.subarray(0, Math.min(this.at, capacity)))
    this.bytes = larger
    this.view = new DataView(larger.buffer, larger.byteOffset)
    this.capacity = capacity
  }
}
