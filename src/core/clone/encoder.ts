// Hot: bench/codec. The fields are set once in the constructor and no view is made per value.
import type { KeepOpen } from '../attachments.js'
import { unreachable } from '../unreachable.js'
import { writeList } from './array-writer.js'
import { Bundles } from './bundles.js'
import type { Encoded, Rest } from './encoded.js'
import { writeParts } from './exotic-writer.js'
import { Identity } from './identity.js'
import { writeBigInt, writeNumber } from './number-writer.js'
import { writeObject } from './object-writer.js'
import { ClassRegistry } from './registry.js'
import type { Shapes } from './shapes.js'
import { writeString, writeTail } from './string-writer.js'
import { Flag, Limit, STREAM_NUMBER, Tag } from './tags.js'
import { allocate } from './text.js'
import { explain, Unsendable, type Attach } from './unsendable.js'
import type { OutgoingLeaf, PutOff, ValueWriter } from './value-writer.js'

const TOO_DEEP = `nested more than ${Limit.DEPTH} levels deep inside an instance of a registered class`

/** Bytes to begin with. */
const INITIAL = 4096
/** Bytes that any one tag with its fixed part may need, inline strings and varints included. */
const ROOM = 32

const NO_LEAVES: readonly OutgoingLeaf[] = []
const NO_ATTACHMENTS: readonly unknown[] = []

/** Turns values into bytes. One encoder may serve many connections: shapes belong to the sender. */
export class Encoder implements Encoded, ValueWriter {
  bytes: Uint8Array
  readonly start = 0
  length = 0
  shapes = 0
  attachments: unknown[] = []
  keepOpen: KeepOpen = undefined
  leaves: readonly OutgoingLeaf[] = NO_LEAVES
  rest: Rest | undefined
  view: DataView
  at = 0
  whole = false
  limit = Infinity
  readonly bundles = new Bundles()
  readonly attach: Attach
  readonly classes: ClassRegistry
  /** The shapes of this sender. */
  readonly table: Shapes
  private capacity: number
  private busy = false
  private checked = false
  private polluted = false
  identity = new Identity()
  flags = 0
  private putOff: PutOff[] = []
  budget = 0
  /** The nesting from which on containers are put off. */
  deepest: number = Limit.DEPTH
  /** The instances of registered classes that are being written: their data must not lead back to them. */
  open: number[] = []

  readonly chunk: number

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
    return this.write(value, path, Infinity, false)
  }

  /** The same, but only the first chunk of a value that needs more than one: see `resume`. */
  begin(value: unknown, path: string): Encoded {
    return this.write(value, path, this.chunk, false)
  }

  /**
   * The same for a list of the library's own, which has neither holes nor further properties.
   * @param keepOpen which of the objects that travel beside the bytes stay open here
   */
  beginList(list: readonly unknown[], path: string, keepOpen?: KeepOpen): Encoded {
    return this.write(list, path, this.chunk, true, keepOpen)
  }

  /** Another one for the same connections. */
  private heir(): Encoder {
    return new Encoder(this.table, this.attach, this.classes, this.chunk)
  }

  private write(
    value: unknown,
    path: string,
    limit: number,
    list: boolean,
    keepOpen?: KeepOpen,
  ): Encoded {
    // A getter that runs while its object is encoded may make a call of its own.
    if (this.busy) return this.heir().write(value, path, limit, list, keepOpen)
    this.busy = true
    try {
      this.prepare(limit)
      this.budget = Limit.SNAPSHOT
      this.keepOpen = keepOpen
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
      throw explain(error, value, path, this)
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
      this.keepOpen = rest.keepOpen
      const chunk = this.goOn(rest.value, rest.path)
      // It may wait for its turn while the encoder is used again.
      return chunk === this ? this.giveAway() : chunk
    } catch (error) {
      throw explain(error, rest.value, rest.path, this)
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
    this.flags = this.classes.size > 0 ? Flag.CLASSES : 0
    this.shapes = 0
    this.leaves = NO_LEAVES
    this.rest = undefined
    if (this.attachments.length > 0) this.attachments = []
    this.checked = false
  }

  get isPolluted(): boolean {
    if (!this.checked) {
      this.checked = true
      this.polluted = false
      for (const _key in {}) this.polluted = true
    }
    return this.polluted
  }

  private forget(): void {
    this.identity.clear()
    this.bundles.clear()
    if (this.putOff.length > 0) this.putOff = []
    if (this.whole) {
      this.deepest = Limit.DEPTH
      this.whole = false
      this.open = []
    }
    this.busy = false
  }

  /** Writes parts that were put off, until there are none or the chunk is full. */
  private goOn(value: unknown, path: string): Encoded {
    let next = 0
    while (next < this.putOff.length && this.at < this.limit) writeParts(this, this.putOff[next++])
    if (next === this.putOff.length) return this.finish()
    this.flags |= Flag.MORE
    this.tail()
    const { identity, keepOpen } = this
    const budget = this.budget - this.at
    const putOff = this.putOff.slice(next)
    this.rest = { value, path, keepOpen, identity, putOff, budget, ahead: [] }
    // It belongs to the rest now.
    this.identity = new Identity()
    return this.finish()
  }

  private tail(): void {
    if ((this.flags & Flag.TAIL) === 0 && writeTail(this)) this.flags |= Flag.TAIL
  }

  private finish(): Encoded {
    this.tail()
    this.bytes[0] = this.flags
    if (this.rest !== undefined) {
      this.ensure(STREAM_NUMBER)
      this.at += STREAM_NUMBER
    }
    this.length = this.at
    return this.length < Limit.LARGE && this.rest === undefined && this.leaves.length === 0
      ? this
      : this.giveAway()
  }

  /** A large chunk takes its memory along, so that neither keeps the other. */
  private giveAway(): Encoded {
    const { bytes, length, shapes, leaves, rest } = this
    const attachments = this.attachments.length === 0 ? NO_ATTACHMENTS : this.attachments
    this.bytes = allocate(INITIAL)
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset)
    this.capacity = INITIAL
    this.leaves = NO_LEAVES
    this.rest = undefined
    return { bytes, start: 0, length, shapes, attachments, leaves, rest }
  }

  /** Writes one item. */
  value(value: unknown, depth: number): void {
    if (this.at + ROOM > this.capacity) this.ensure(ROOM)
    switch (typeof value) {
      case 'string':
        return writeString(this, value)
      case 'number':
        return writeNumber(this, value)
      case 'object':
        if (value === null) this.bytes[this.at++] = Tag.NULL
        else writeObject(this, value, depth)
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

  mustPutOff(depth: number): boolean {
    if (depth < this.deepest && this.at < this.limit) return false
    if (this.open.length > 0) throw new Unsendable(TOO_DEEP)
    if (this.whole) throw Unsendable.tooDeep()
    return true
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

  wholly(write: () => void, limitWithin: number, deepestWithin: number): void {
    const { limit, deepest, whole } = this
    this.limit = limitWithin
    this.whole = true
    this.deepest = deepestWithin
    write()
    this.whole = whole
    this.deepest = deepest
    this.limit = limit
  }

  attempt(write: () => void, depth: number): void {
    const { at, flags, shapes, limit, deepest, whole } = this
    const undoText = this.bundles.mark()
    const objects = this.identity.size
    const attachments = this.attachments.length
    const classes = this.open.length
    const marked = this.identity.mark()
    try {
      this.wholly(
        write,
        whole ? limit : at + Limit.SNAPSHOT,
        whole ? deepest : depth + Limit.ATTEMPT,
      )
    } catch (error) {
      // Nothing was put off, and no leaf written: only what is listed here has changed.
      this.at = at
      this.flags = flags
      this.shapes = shapes
      undoText()
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
