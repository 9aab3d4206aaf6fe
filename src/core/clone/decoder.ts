// Hot: bench/codec. Trusts nothing: every count is held against the bytes that are left.
import { ProtocolError } from '../errors.js'
import { defineOwn } from './error-value.js'
import { readExotic, readParts, type Owed, type ValueReader } from './exotic-reader.js'
import { Flag, Limit, Tag } from './tags.js'
import { readLatin1, readWide } from './text.js'

/** Nesting that the decoder follows: the encoder's, and the leaves that have a part of their own. */
const DEPTH = Limit.DEPTH + 8

const NO_BYTES: Uint8Array = new Uint8Array(0)

/** A buffer up to this size may stay at hand for the next value; a larger one must not be kept alive. */
const KEPT = 256 * 1024

/** The keys of a shape; `safe` says that assigning them meets nothing that is inherited. */
interface Shape {
  readonly keys: readonly string[]
  readonly safe: boolean
}

/** Turns bytes back into values. One decoder belongs to one connection, whose shapes it knows. */
export class Decoder implements ValueReader {
  bytes = NO_BYTES
  view: DataView = new DataView(this.bytes.buffer)
  private at = 0
  private end = 0
  private depth = 0
  refs: (object | undefined)[] = []
  owed = new Map<number, Owed>()
  private segments: string[] = []
  private segment = ''
  private segmentAt = 0
  attachments: readonly unknown[] = []
  private readonly shapes: Shape[] = []

  /** How many shapes the peer has told. */
  get shapeCount(): number {
    return this.shapes.length
  }

  /**
   * Notes the key lists of further shapes.
   * @throws ProtocolError
   */
  learn(lists: unknown): void {
    if (!Array.isArray(lists)) throw new ProtocolError('shapes that are no list', 0)
    for (const keys of lists as unknown[]) {
      if (
        this.shapes.length >= Limit.SHAPES ||
        !Array.isArray(keys) ||
        keys.length > Limit.SHAPE_KEYS ||
        !keys.every((key) => typeof key === 'string')
      ) {
        throw new ProtocolError('a shape that is no list of keys, or too many', 0)
      }
      this.shapes.push({ keys, safe: keys.every((key) => !(key in Object.prototype)) })
    }
  }

  /**
   * Decodes the value that fills `bytes[start]` to `bytes[end - 1]`. Nothing of the result refers to
   * the bytes.
   * @throws ProtocolError for anything that the encoder would not have written.
   */
  decode(bytes: Uint8Array, start: number, end: number, attachments: readonly unknown[]): unknown {
    if (bytes !== this.bytes) this.use(bytes)
    this.at = start
    this.end = end
    this.depth = 0
    this.attachments = attachments
    try {
      const flags = this.byte()
      if (flags > Flag.TAIL) this.fail('unknown flags')
      if (flags & Flag.TAIL) this.tail(start)
      const value = this.value()
      while (this.at < this.end) readParts(this)
      if (this.owed.size > 0) this.fail('a container that was never filled')
      return value
    } catch (error) {
      if (error instanceof ProtocolError) throw error
      // What a constructor of the host refuses, the encoder would not have written.
      throw new ProtocolError(
        error instanceof Error ? error.message : String(error),
        this.at - start,
      )
    } finally {
      // Nothing may keep the user's values alive.
      this.refs = []
      if (this.owed.size > 0) this.owed = new Map()
      if (this.segments.length > 0) this.segments = []
      this.segment = ''
      this.segmentAt = 0
      this.attachments = []
      if (bytes.length > KEPT) this.use(NO_BYTES)
    }
  }

  private use(bytes: Uint8Array): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  fail(fault: string): never {
    throw new ProtocolError(fault, this.at)
  }

  /** The next byte. */
  byte(): number {
    if (this.at >= this.end) this.fail('the value ends too early')
    return this.bytes[this.at++]
  }

  /** Room for so many bytes of fixed layout; gives where they begin. */
  take(size: number): number {
    const { at } = this
    if (size > this.end - at) this.fail('the value ends too early')
    this.at = at + size
    return at
  }

  varint(): number {
    let value = 0
    for (let factor = 1; factor <= 0x10000000; factor *= 128) {
      const byte = this.byte()
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
    return this.fail('a number of more than five bytes')
  }

  /** A count of things that take at least so many bytes each. */
  count(size: number): number {
    const count = this.varint()
    if (count * size > this.end - this.at) this.fail('more items than bytes')
    return count
  }

  private tail(start: number): void {
    const { view } = this
    const tailEnd = this.end - 4
    if (tailEnd <= this.at) this.fail('no room for a tail')
    const bodyEnd = start + view.getUint32(tailEnd, true)
    if (bodyEnd <= this.at || bodyEnd > tailEnd) this.fail('a body that ends elsewhere')
    const body = this.at
    this.at = bodyEnd
    this.end = tailEnd
    while (this.at < tailEnd) this.segments.push(this.characters())
    this.at = body
    this.end = bodyEnd
    // Reversed, so that taking the next one is a pop.
    this.segments.reverse()
    this.segment = this.segments.pop() ?? ''
  }

  private characters(): string {
    const head = this.view.getUint32(this.take(4), true)
    const wide = (head & 1) === 1
    const size = (head >>> 1) * (wide ? 2 : 1)
    const at = this.take(size)
    return wide ? readWide(this.bytes, at, at + size) : readLatin1(this.bytes, at, at + size)
  }

  private bundled(length: number): string {
    if (length === 0) return ''
    if (this.segmentAt === this.segment.length) {
      this.segment = this.segments.pop() ?? ''
      this.segmentAt = 0
    }
    const { segmentAt } = this
    const next = segmentAt + length
    if (next > this.segment.length) this.fail('more text than the tail holds')
    this.segmentAt = next
    return this.segment.slice(segmentAt, next)
  }

  /** An item that must be a string. */
  string(): string {
    const tag = this.byte()
    const text = this.text(tag)
    return text ?? this.fail('something else where a string belongs')
  }

  private text(tag: number): string | undefined {
    if (tag >= Tag.SHORT_STRING && tag < Tag.INLINE_STRING)
      return this.bundled(tag - Tag.SHORT_STRING)
    if (tag >= Tag.INLINE_STRING && tag < Tag.UNDEFINED) return this.inline(tag - Tag.INLINE_STRING)
    if (tag === Tag.STRING) return this.bundled(this.varint())
    if (tag === Tag.LONG_STRING) return this.characters()
    return undefined
  }

  private inline(length: number): string {
    const at = this.take(length)
    if (length > 12) return readLatin1(this.bytes, at, at + length)
    let text = ''
    for (let i = at; i < at + length; i++) text += String.fromCharCode(this.bytes[i])
    return text
  }

  /** The next item. */
  value(): unknown {
    const tag = this.byte()
    if (tag < Tag.SHORT_STRING) return tag
    if (tag >= Tag.SHAPED_OBJECT_0) return this.shaped(tag - Tag.SHAPED_OBJECT_0)
    if (tag < Tag.UNDEFINED) return this.text(tag)
    switch (tag) {
      case Tag.UNDEFINED:
        return undefined
      case Tag.NULL:
        return null
      case Tag.FALSE:
        return false
      case Tag.TRUE:
        return true
      case Tag.INT8:
        return this.view.getInt8(this.take(1))
      case Tag.INT16:
        return this.view.getInt16(this.take(2), true)
      case Tag.INT32:
        return this.view.getInt32(this.take(4), true)
      case Tag.FLOAT64:
        return this.view.getFloat64(this.take(8), true)
      case Tag.STRING:
        return this.bundled(this.varint())
      case Tag.LONG_STRING:
        return this.characters()
      case Tag.ARRAY:
        return this.arrayItems(this.keep([]))
      case Tag.INT32_ARRAY:
      case Tag.FLOAT64_ARRAY:
        return this.packed(this.keep([]), tag)
      case Tag.SPARSE_ARRAY:
        return this.sparse(this.keep([]))
      case Tag.OBJECT:
        return this.entries(this.keep({}))
      case Tag.SHAPED_OBJECT:
        return this.shaped(this.varint())
      case Tag.REF:
        return this.refs[this.varint()] ?? this.fail('a reference to what never came')
      default:
        return readExotic(this, tag)
    }
  }

  /** Gives an object its identity. */
  keep<T extends object>(object: T): T {
    this.refs.push(object)
    return object
  }

  /** Begins a container: hostile bytes must not overflow the stack. */
  enter(): void {
    if (++this.depth > DEPTH) this.fail('nested too deeply')
  }

  leave(): void {
    this.depth--
  }

  arrayItems(array: unknown[]): unknown[] {
    const length = this.count(1)
    this.enter()
    for (let i = 0; i < length; i++) array.push(this.value())
    this.depth--
    return array
  }

  packed(array: unknown[], tag: number): unknown[] {
    const size = tag === Tag.INT32_ARRAY ? 4 : 8
    const length = this.count(size)
    const { view } = this
    let at = this.take(length * size)
    if (size === 4) for (let i = 0; i < length; i++, at += 4) array.push(view.getInt32(at, true))
    else for (let i = 0; i < length; i++, at += 8) array.push(view.getFloat64(at, true))
    return array
  }

  sparse(array: unknown[]): unknown[] {
    // The length costs nothing: an array with so many holes is a dictionary.
    array.length = this.varint()
    const { length } = array
    this.entries(array)
    if (array.length !== length) this.fail('an item beyond the length of its array')
    return array
  }

  shaped(number: number): object {
    const shape = this.shapes[number] ?? this.fail('a shape that was never told')
    const { keys, safe } = shape
    const object: Record<string, unknown> = {}
    this.refs.push(object)
    this.enter()
    if (safe) for (let i = 0; i < keys.length; i++) object[keys[i]] = this.value()
    else for (const key of keys) defineOwn(object, key, this.value())
    this.depth--
    return object
  }

  entries<T extends object>(object: T): T {
    const count = this.count(2)
    this.enter()
    for (let i = 0; i < count; i++) {
      const key = this.string()
      const value = this.value()
      // Assigned where that means the same, and is faster.
      if (key in object) defineOwn(object, key, value)
      else (object as Record<string, unknown>)[key] = value
    }
    this.depth--
    return object
  }
}
