// Hot: bench/codec. The fields are set once in the constructor and no view is made per value.
import { notCloneable, unreachable } from '../errors.js'
import { writeArray, writeList } from './array-writer.js'
import { writeBigInt, writeExotic, writeParts } from './exotic-writer.js'
import { Identity } from './identity.js'
import { ClassRegistry } from './registry.js'
import type { Shapes, ShapeNode } from './shapes.js'
import { Flag, Leaf, Limit, Tag, type LeafKind } from './tags.js'
import { allocate, ASCII_SLACK, copyOf, writeAscii, writeWide } from './text.js'
import { findUnsendable, Unsendable, type Attach } from './unsendable.js'
import type { PutOff, ValueWriter } from './value-writer.js'

/** A long string, or the memory of a large buffer: it travels in pieces, ahead of its chunk. */
export type OutgoingLeaf =
  | { readonly kind: 'text'; readonly text: string }
  /** Memory of the user's, which may change before it is sent, or a copy. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly copied: boolean }

/**
 * One encoded chunk. Valid until the encoder is used again: copy what must last. Only the memory of a
 * large one (Limit.LARGE) is the receiver's for good.
 */
export interface Encoded {
  readonly bytes: Uint8Array
  /** The chunk is `bytes[0]` to `bytes[length - 1]`. */
  readonly length: number
  /** How many shapes the receiver must know. */
  readonly shapes: number
  readonly attachments: readonly unknown[]
  /** What must arrive before the chunk. */
  readonly leaves: readonly OutgoingLeaf[]
  /** What is left of the value; `undefined` when this chunk ends it. */
  readonly rest: Rest | undefined
}

/** A value in the middle of its encoding, between two chunks. */
export interface Rest {
  readonly value: unknown
  readonly path: string
  readonly identity: Identity
  readonly putOff: readonly PutOff[]
  /** Bytes that may still be encoded before anything else runs, to be a snapshot. */
  readonly budget: number
  /** Chunks that follow and are encoded already, in order; the last of them has the rest. */
  readonly ahead: Encoded[]
}

/** Bytes to begin with. */
const INITIAL = 4096
/** Bytes that any one tag with its fixed part may need, inline strings and varints included. */
const ROOM = 32
/** Room at the end of a chunk for the number of its stream. */
const NUMBER = 4

const NO_LEAVES: readonly OutgoingLeaf[] = []

/** Turns values into bytes. One encoder may serve many connections: shapes belong to the sender. */
export class Encoder implements Encoded, ValueWriter {
  bytes: Uint8Array
  length = 0
  shapes = 0
  attachments: unknown[] = []
  leaves: readonly OutgoingLeaf[] = NO_LEAVES
  rest: Rest | undefined
  view: DataView
  at = 0
  whole = false
  readonly attach: Attach
  readonly classes: ClassRegistry
  /** The shapes of this sender. Another one only where no connection knows them. */
  table: Shapes
  private capacity: number
  private busy = false
  private checked = false
  private polluted = false
  private identity = new Identity()
  private flags = 0
  private inlineLeft = 0
  private bundle = ''
  /** A character of every string in the bundle, mixed. */
  private units = 0
  private bundles: string[] = []
  private wides: boolean[] = []
  private putOff: PutOff[] = []
  private budget = 0
  /** The nesting from which on containers are put off. */
  private deepest: number = Limit.DEPTH
  /** Position from which on parts are put off; infinite for a value that must be one chunk. */
  private limit = Infinity
  /** The instances of registered classes that are being written: their data must not lead back to them. */
  private open: number[] = []

  private readonly chunk: number

  /** @param chunk bytes after which a value that may be streamed goes on in another chunk; at least 40 */
  constructor(
    table: Shapes,
    attach: Attach,
    classes: ClassRegistry = new ClassRegistry(),
    chunk: number = Limit.CHUNK,
  ) {
    this.chunk = chunk
    this.table = table
    this.attach = attach
    this.classes = classes
    this.bytes = allocate(INITIAL)
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset)
    this.capacity = this.bytes.length
  }

  get lastIdentity(): number {
    return this.identity.size - 1
  }

  get streams(): boolean {
    return this.limit !== Infinity && !this.whole
  }

  /**
   * Encodes a value in one chunk. `path` is what an error calls it.
   * @throws TypeError with a `path`, for what cannot be sent; and whatever a getter throws.
   */
  encode(value: unknown, path: string): Encoded {
    return this.start(value, path, Infinity, false)
  }

  /** The same, but only the first chunk of a value that needs more than one: see `resume`. */
  begin(value: unknown, path: string): Encoded {
    return this.start(value, path, this.chunk, false)
  }

  /** The same for a list of the library's own, which has neither holes nor further properties. */
  beginList(list: readonly unknown[], path: string): Encoded {
    return this.start(list, path, this.chunk, true)
  }

  /** Another one for the same connections. */
  private heir(): Encoder {
    return new Encoder(this.table, this.attach, this.classes, this.chunk)
  }

  private start(value: unknown, path: string, limit: number, list: boolean): Encoded {
    // A getter that runs while its object is encoded may make a call of its own.
    if (this.busy) {
      return this.heir().start(value, path, limit, list)
    }
    this.busy = true
    try {
      this.prepare(limit)
      this.budget = Limit.SNAPSHOT
      if (list) {
        this.identity.meet(value as object)
        writeList(this, value as unknown[], 0)
      } else {
        this.value(value, 0)
      }
      // Most values end here.
      if (this.putOff.length === 0) return this.finish()
      return this.goOn(value, path)
    } catch (error) {
      throw this.explain(error, value, path)
    } finally {
      this.forget()
    }
  }

  /**
   * Encodes the next chunk of a value.
   * @throws as `encode`: then the value ends without its rest
   */
  resume(rest: Rest): Encoded {
    if (this.busy) return this.heir().resume(rest)
    this.busy = true
    try {
      this.prepare(this.chunk)
      this.identity = rest.identity
      this.putOff = [...rest.putOff]
      this.budget = rest.budget
      const chunk = this.goOn(rest.value, rest.path)
      // It may wait for its turn while the encoder is used again.
      return chunk === this ? this.giveAway() : chunk
    } catch (error) {
      throw this.explain(error, rest.value, rest.path)
    } finally {
      this.identity = new Identity()
      this.forget()
    }
  }

  /**
   * Encodes so much of what is left of a value that it is a snapshot, or one up to its limit.
   * @throws as `encode`
   */
  snapshot(first: Encoded): Encoded {
    for (let { rest } = first; rest !== undefined && rest.budget > 0;) {
      const next = this.resume(rest)
      first.rest?.ahead.push(next)
      rest = next.rest
    }
    return first
  }

  private prepare(limit: number): void {
    this.at = 1
    this.limit = limit
    this.flags = 0
    this.shapes = 0
    this.inlineLeft = Limit.INLINE_STRINGS
    this.units = 0
    this.leaves = NO_LEAVES
    this.rest = undefined
    if (this.attachments.length > 0) this.attachments = []
    this.checked = false
  }

  /** Whether objects have inherited keys, which a loop over keys would find. */
  private isPolluted(): boolean {
    if (!this.checked) {
      this.checked = true
      this.polluted = false
      for (const _key in {}) this.polluted = true
    }
    return this.polluted
  }

  private forget(): void {
    this.identity.clear()
    if (this.bundles.length > 0) {
      this.bundles = []
      this.wides = []
    }
    this.bundle = ''
    if (this.putOff.length > 0) this.putOff = []
    if (this.whole) {
      this.deepest = Limit.DEPTH
      this.whole = false
      this.open = []
    }
    this.busy = false
  }

  private explain(error: unknown, value: unknown, path: string): unknown {
    if (!(error instanceof Unsendable)) return error
    const found = findUnsendable(value, path, this.attach, this.classes)
    return notCloneable(found?.path ?? path, found?.what ?? error.what)
  }

  /** Writes parts that were put off, until there are none or the chunk is full. */
  private goOn(value: unknown, path: string): Encoded {
    let next = 0
    while (next < this.putOff.length && this.at < this.limit) writeParts(this, this.putOff[next++])
    if (next === this.putOff.length) return this.finish()
    this.flags |= Flag.MORE
    this.tail()
    const { identity } = this
    const budget = this.budget - this.at
    this.rest = { value, path, identity, putOff: this.putOff.slice(next), budget, ahead: [] }
    // It belongs to the rest now.
    this.identity = new Identity()
    return this.finish()
  }

  private finish(): Encoded {
    this.tail()
    this.bytes[0] = this.flags
    if (this.rest !== undefined) {
      this.ensure(NUMBER)
      this.at += NUMBER
    }
    this.length = this.at
    return this.length < Limit.LARGE && this.rest === undefined && this.leaves.length === 0
      ? this
      : this.giveAway()
  }

  /** Writes the text that the bundled strings are cut from, unless it is written already. */
  private tail(): void {
    if (this.bundle !== '') this.closeBundle()
    if (this.bundles.length === 0 || this.flags & Flag.TAIL) return
    const bodyEnd = this.at
    this.flags |= Flag.TAIL
    for (let i = 0; i < this.bundles.length; i++) this.characters(this.bundles[i], this.wides[i])
    this.ensure(4)
    this.view.setUint32(this.at, bodyEnd, true)
    this.at += 4
  }

  /** A large chunk takes its memory along, so that neither keeps the other. */
  private giveAway(): Encoded {
    const { bytes, length, shapes, attachments, leaves, rest } = this
    this.bytes = allocate(INITIAL)
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset)
    this.capacity = INITIAL
    this.leaves = NO_LEAVES
    this.rest = undefined
    return { bytes, length, shapes, attachments, leaves, rest }
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
    if (length > Limit.BUNDLED_STRING) return this.longString(text)
    if (length < 32) {
      this.bytes[this.at++] = Tag.SHORT_STRING + length
    } else {
      this.bytes[this.at++] = Tag.STRING
      this.varint(length)
    }
    if (length === 0) return
    // Which way a bundle is written is only a guess: one character of each string makes a good one.
    this.units |= text.charCodeAt(0)
    this.bundle += text
    if (this.bundle.length > Limit.SEGMENT) this.closeBundle()
  }

  private closeBundle(): void {
    this.limit -= this.bundle.length
    this.bundles.push(this.bundle)
    this.wides.push(this.units > 127)
    this.bundle = ''
    this.units = 0
  }

  private longString(text: string): void {
    if (text.length >= this.chunk && this.streams) {
      this.bytes[this.at++] = Tag.LEAF
      this.bytes[this.at++] = Leaf.STRING
      this.addLeaf({ kind: 'text', text })
      return
    }
    this.bytes[this.at++] = Tag.LONG_STRING
    this.characters(text, text.charCodeAt(0) > 127)
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

  /** Writes u32 (characters << 1 | wide) and the characters; `wide` may be a wrong guess. */
  private characters(text: string, wide: boolean): void {
    const { length } = text
    // One byte a character until a character says otherwise.
    this.ensure(4 + length + ASCII_SLACK)
    const narrow = !wide && writeAscii(this.bytes, this.at + 4, text)
    if (!narrow) {
      this.ensure(4 + 2 * length)
      writeWide(this.bytes, this.at + 4, text)
    }
    this.view.setUint32(this.at, length * 2 + (narrow ? 0 : 1), true)
    this.at += 4 + (narrow ? length : 2 * length)
  }

  leaf(kind: LeafKind, bytes: Uint8Array): boolean {
    if (!this.streams || bytes.length < this.chunk) return false
    this.bytes[this.at++] = Tag.LEAF
    this.bytes[this.at++] = kind
    const copied = bytes.length <= this.budget
    if (copied) this.budget -= bytes.length
    // Not `slice`, which gives a view where the bytes are the host's own kind.
    this.addLeaf({ kind: 'bytes', bytes: copied ? copyOf(bytes) : bytes, copied })
    return true
  }

  private addLeaf(leaf: OutgoingLeaf): void {
    // No position of this chunk is behind that: the next container is put off.
    this.limit = 0
    this.leaves = [...this.leaves, leaf]
  }

  private object(object: object, depth: number): void {
    const known = this.identity.meet(object)
    if (known >= 0) return this.ref(known)
    if (Array.isArray(object)) {
      if (this.classes.size > 0 && this.instance(object, depth)) return
      return writeArray(this, object, depth)
    }
    const prototype = Object.getPrototypeOf(object) as object | null
    if (prototype === Object.prototype || prototype === null) {
      if (this.mustPutOff(depth)) this.putOffRecord(object)
      else this.record(object as Record<string, unknown>, depth + 1)
      return
    }
    if (this.classes.size > 0 && this.instance(object, depth)) return
    writeExotic(this, object, depth)
  }

  private ref(known: number): void {
    this.flags |= Flag.REFS
    this.bytes[this.at++] = Tag.REF
    this.varint(known)
    if (this.open.length > 0 && this.open.includes(known)) {
      throw new Unsendable('data of a registered class that leads back to its instance')
    }
  }

  mustPutOff(depth: number): boolean {
    if (depth < this.deepest && this.at < this.limit) return false
    if (this.whole) throw Unsendable.tooDeep()
    return true
  }

  private putOffRecord(object: object): void {
    const keys = Object.keys(object)
    const identity = this.lastIdentity
    this.bytes[this.at++] = Tag.OBJECT
    this.varint(keys.length)
    if (keys.length > 0) this.cut({ kind: 'object', identity, object, keys, from: 0 })
  }

  cut(rest: PutOff): void {
    if (this.at + ROOM > this.capacity) this.ensure(ROOM)
    this.bytes[this.at++] = Tag.CUT
    this.putOffParts(rest)
  }

  putOffParts(rest: PutOff): void {
    this.flags |= Flag.REFS
    this.putOff.push(rest)
  }

  /** Writes an instance of a registered class as what its `encode` gives. */
  private instance(object: object, depth: number): boolean {
    const registered = this.classes.of(Object.getPrototypeOf(object) as object | null)
    if (registered === undefined) return false
    const identity = this.lastIdentity
    this.bytes[this.at++] = Tag.CLASS
    this.string(registered.name)
    this.open.push(identity)
    this.wholly(() => this.value(registered.encode(object), depth + 1), Infinity, 2 * Limit.DEPTH)
    this.open.pop()
    return true
  }

  /** Writes something of which nothing may be put off. */
  private wholly(write: () => void, limitWithin: number, deepestWithin: number): void {
    const { limit, deepest, whole } = this
    this.limit = limitWithin
    this.whole = true
    if (!whole) this.deepest = deepestWithin
    write()
    this.whole = whole
    this.deepest = deepest
    this.limit = limit
  }

  attempt(write: () => void, depth: number): void {
    const { at, flags, shapes, units, bundle, bundles, inlineLeft, limit, deepest, whole } = this
    const segments = bundles.length
    const objects = this.identity.size
    const attachments = this.attachments.length
    const classes = this.open.length
    const marked = this.identity.mark()
    try {
      this.wholly(write, whole ? limit : at + Limit.SNAPSHOT, depth + Limit.ATTEMPT)
    } catch (error) {
      // Nothing was put off, and no leaf written: only what is listed here has changed.
      this.at = at
      this.flags = flags
      this.shapes = shapes
      this.units = units
      this.bundle = bundle
      this.bundles.length = segments
      this.wides.length = segments
      this.inlineLeft = inlineLeft
      this.limit = limit
      this.deepest = deepest
      this.whole = whole
      this.attachments.length = attachments
      this.identity.rollback(objects)
      this.open.length = classes
      throw error
    } finally {
      if (marked) this.identity.unmark()
    }
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
    if (this.isPolluted()) return this.ownRecord(object, Object.keys(object), depth)
    const { table } = this
    let node: ShapeNode | undefined = table.root
    for (const key in object) {
      node = node.child(key, table)
      if (node === undefined) break
    }
    if (node === undefined) return this.ownRecord(object, Object.keys(object), depth)
    const shape = node.shape >= 0 ? node.shape : table.meet(node, object)
    if (shape < 0) return this.ownRecord(object, Object.keys(object), depth)
    if (shape >= this.shapes) this.shapes = shape + 1
    if (shape < 32) {
      this.bytes[this.at++] = Tag.SHAPED_OBJECT_0 + shape
    } else {
      this.bytes[this.at++] = Tag.SHAPED_OBJECT
      this.varint(shape)
    }
    const keys = table.keys[shape]
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
  ownRecord(object: object, keys: readonly string[], depth: number): void {
    const identity = this.lastIdentity
    this.bytes[this.at++] = Tag.OBJECT
    this.entries(object, keys, depth, 'object', identity, 0)
  }

  entries(
    object: object,
    keys: readonly string[],
    depth: number,
    kind: 'object' | 'sparse',
    identity: number,
    from: number,
  ): void {
    this.varint(keys.length - from)
    for (; from < keys.length; from++) {
      if (this.mustPutOff(depth - 1)) return this.cut({ kind, identity, object, keys, from })
      this.ensure(ROOM)
      this.string(keys[from])
      this.value((object as Record<string, unknown>)[keys[from]], depth)
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

  /** Makes room for so many bytes, and for one tag behind them. */
  ensure(room: number): void {
    const needed = this.at + room + ROOM
    if (needed <= this.capacity) return
    const larger = allocate(Math.max(this.capacity * 2, needed))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
    this.view = new DataView(larger.buffer, larger.byteOffset, larger.byteLength)
    this.capacity = larger.length
  }
}
