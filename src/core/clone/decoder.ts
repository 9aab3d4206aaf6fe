// Hot: bench/codec. Trusts nothing: every count is held against the bytes that are left.
import { ProtocolError } from '../errors.js'
import { readArray, readPacked, readSparse } from './array-reader.js'
import { BundledText } from './bundled-text.js'
import { defineOwn } from './error-value.js'
import { readExotic, readParts } from './exotic-reader.js'
import type { Incoming } from './incoming.js'
import { knownKey } from './known-key.js'
import { Refs } from './refs.js'
import { ClassRegistry } from './registry.js'
import { ShapeReader, type ItemReader } from './shape-reader.js'
import { Flag, Limit, STREAM_NUMBER, Tag } from './tags.js'
import { Undecodable, type LeafData, type Owed, type ValueReader } from './value-reader.js'
import { readCharacters, readText } from './text-reader.js'

/** Nesting that the decoder follows: the encoder's at most, and the leaves that have a part of their own. */
const DEPTH = 2 * Limit.DEPTH + 40

const NO_BYTES: Uint8Array = new Uint8Array(0)
const NOTHING: readonly unknown[] = []
const FLAGS = Flag.TAIL | Flag.MORE | Flag.REFS | Flag.CLASSES
/** A buffer up to this size may stay at hand for the next value; a larger one must not be kept alive. */
const KEPT = 256 * 1024
/** Turns bytes back into values. One decoder belongs to one connection, whose shapes it knows. */
export class Decoder implements ValueReader, ItemReader {
  bytes = NO_BYTES
  private viewed: DataView | undefined
  refs = new Refs()
  owed = new Map<number, Owed>()
  leaves: LeafData[] = []
  attachments: readonly unknown[] = NOTHING
  reserve: number = Limit.RESERVE
  readonly classes: ClassRegistry
  livesAt = -1
  private at = 0
  private end = 0
  nesting = 0
  /** Whether identities matter. */
  private keeping = false
  readonly text = new BundledText()
  private readonly shapes: ShapeReader[] = []

  constructor(classes: ClassRegistry = new ClassRegistry()) {
    this.classes = classes
  }

  /** How many shapes the peer has told. */
  get shapeCount(): number {
    return this.shapes.length
  }

  /**
   * Notes the key lists of further shapes, from bytes that hold nothing else.
   * @throws ProtocolError
   */
  learnFrom(bytes: Uint8Array, start: number, end: number): void {
    let lists
    try {
      // A decoder of its own, which knows no classes: lists of keys are all that may come here.
      lists = new Decoder().decode(bytes, start, end, NOTHING)
    } catch (error) {
      if (error instanceof ProtocolError) throw error
      throw new ProtocolError('shapes that are no list', 0)
    }
    this.learn(lists)
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
      this.shapes.push(new ShapeReader(keys))
    }
  }

  /**
   * Decodes the value that fills `bytes[start]` to `bytes[end - 1]`. Nothing of the result refers to
   * the bytes.
   * @throws ProtocolError for anything that the encoder would not have written; Undecodable for what
   * the `decode` of a registered class throws, and for a class that is not registered here
   */
  decode(bytes: Uint8Array, start: number, end: number, attachments: readonly unknown[]): unknown {
    try {
      const flags = this.open(bytes, start, end, attachments)
      if (flags & Flag.MORE) this.fail('a value without its end')
      const value = this.value()
      while (this.at < this.end) readParts(this)
      if (this.owed.size > 0) this.fail('a container that was never filled')
      return value
    } catch (error) {
      throw this.explain(error, start)
    } finally {
      // Nothing may keep the user's values alive.
      if (this.keeping) this.refs = new Refs()
      if (this.owed.size > 0) this.owed = new Map()
      this.release(bytes)
    }
  }

  /**
   * Decodes one chunk of a value that comes in several. Gives whether it was the last one.
   * @throws as `decode`
   */
  decodeChunk(
    incoming: Incoming,
    bytes: Uint8Array,
    start: number,
    end: number,
    attachments: readonly unknown[],
  ): boolean {
    try {
      const flags = this.open(bytes, start, end, attachments)
      // Later chunks may refer to what this one brings, whatever it says itself.
      this.keeping = true
      this.refs = incoming.refs
      this.owed = incoming.owed
      this.leaves = incoming.leaves
      this.reserve = incoming.reserve
      if (!incoming.begun && this.at < this.end) incoming.begin(this.value())
      while (this.at < this.end) readParts(this)
      incoming.reserve = this.reserve
      if (flags & Flag.MORE) return false
      if (!incoming.begun || this.owed.size > 0) this.fail('a container that was never filled')
      if (this.leaves.length > 0) this.fail('a leaf that belongs nowhere')
      return true
    } catch (error) {
      throw this.explain(error, start)
    } finally {
      this.refs = new Refs()
      this.owed = new Map()
      this.leaves = []
      this.release(bytes)
    }
  }

  /** Begins a chunk: gives its flags, and reads its tail. */
  private open(
    bytes: Uint8Array,
    start: number,
    end: number,
    attachments: readonly unknown[],
  ): number {
    if (bytes !== this.bytes) this.use(bytes)
    this.at = start
    this.end = end
    this.nesting = 0
    this.attachments = attachments
    const flags = this.byte()
    if (flags > FLAGS) this.fail('unknown flags')
    this.keeping = (flags & Flag.REFS) !== 0
    if (flags & Flag.MORE) {
      if (end - this.at < STREAM_NUMBER) this.fail('no room for the number of a stream')
      this.end -= STREAM_NUMBER
    }
    if (flags & Flag.TAIL) this.tail(start)
    return flags
  }

  private explain(error: unknown, start: number): unknown {
    if (error instanceof ProtocolError || error instanceof Undecodable) return error
    // What a constructor of the host refuses, the encoder would not have written.
    return new ProtocolError(
      error instanceof Error ? error.message : String(error),
      this.at - start,
    )
  }

  private release(bytes: Uint8Array): void {
    this.text.clear()
    this.attachments = NOTHING
    this.reserve = Limit.RESERVE
    if (bytes.length > KEPT) this.use(NO_BYTES)
  }

  private use(bytes: Uint8Array): void {
    this.bytes = bytes
    this.viewed = undefined
  }

  /** Made when something needs it: most small values do not. */
  get view(): DataView {
    const { bytes } = this
    return (this.viewed ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
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

  /** Whether the parts of a container end here, by this tag in place of a part. */
  ends(tag: number): boolean {
    if (this.bytes[this.at] !== tag || this.at >= this.end) return false
    this.at++
    return true
  }

  private tail(start: number): void {
    const tailEnd = this.end - 4
    if (tailEnd <= this.at) this.fail('no room for a tail')
    const bodyEnd = start + this.view.getUint32(tailEnd, true)
    if (bodyEnd <= this.at || bodyEnd > tailEnd) this.fail('a body that ends elsewhere')
    const body = this.at
    this.at = bodyEnd
    this.end = tailEnd
    const segments: string[] = []
    while (this.at < tailEnd) segments.push(readCharacters(this))
    this.text.begin(segments)
    this.at = body
    this.end = bodyEnd
  }

  /** An item that must be a string. */
  string(): string {
    return readText(this, this.byte()) ?? this.fail('something else where a string belongs')
  }

  /** The next item. */
  value(): unknown {
    const tag = this.byte()
    if (tag < Tag.SHORT_STRING) return tag
    if (tag >= Tag.SHAPED_OBJECT_0) return this.shaped(tag - Tag.SHAPED_OBJECT_0)
    if (tag < Tag.INLINE_STRING) {
      return this.text.take(tag - Tag.SHORT_STRING) ?? this.fail('more text than the tail holds')
    }
    if (tag < Tag.CLASS) return readText(this, tag)
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
      case Tag.LONG_STRING:
        return readText(this, tag)
      case Tag.ARRAY:
        return readArray(this)
      case Tag.INT32_ARRAY:
      case Tag.FLOAT64_ARRAY:
        return readPacked(this, this.keep([]), tag)
      case Tag.SPARSE_ARRAY:
        return readSparse(this, this.keep([]), this.lastIdentity)
      case Tag.OBJECT: {
        const object = this.keep({})
        return this.entries(object, this.lastIdentity, 'object')
      }
      case Tag.SHAPED_OBJECT:
        return this.shaped(this.varint())
      case Tag.REF: {
        if (!this.keeping) this.fail('a reference that was not announced')
        return this.refs.at(this.varint()) ?? this.fail('a reference to what never came')
      }
      default:
        return readExotic(this, tag)
    }
  }

  /** The number that the latest object has taken. */
  get lastIdentity(): number {
    return this.refs.size - 1
  }

  /** Gives an object its identity. */
  keep<T extends object>(object: T): T {
    if (this.keeping) this.refs.push(object)
    return object
  }

  /** Takes an identity for what can be made only after its parts; -1 where identities do not matter. */
  promise(): number {
    return this.keeping ? this.refs.push(undefined) : -1
  }

  owe(identity: number, owed: Owed): void {
    if (!this.keeping) this.fail('parts to come that were not announced')
    this.owed.set(identity, owed)
  }

  /** Begins a container: hostile bytes must not overflow the stack. */
  enter(): void {
    if (++this.nesting > DEPTH) this.fail('nested too deeply')
  }

  private shaped(number: number): object {
    const shape = this.shapes[number] ?? this.fail('a shape that was never told')
    this.enter()
    const { fast } = shape
    const object = fast === undefined ? this.slowly(shape) : fast(this)
    this.nesting--
    return object
  }

  private slowly({ keys, safe }: ShapeReader): object {
    const object: Record<string, unknown> = {}
    this.keep(object)
    if (safe) for (let i = 0; i < keys.length; i++) object[keys[i]] = this.value()
    else for (const key of keys) defineOwn(object, key, this.value())
    return object
  }

  entries<T extends object>(object: T, identity: number, kind: 'object' | 'sparse'): T {
    const count = this.varint()
    this.enter()
    for (let i = 0; i < count; i++) {
      if (this.ends(Tag.CUT)) {
        this.owe(identity, { kind, object, missing: count - i })
        break
      }
      const key = knownKey(this.string())
      const value = this.value()
      // Assigned where that means the same, and is faster.
      if (key in object) defineOwn(object, key, value)
      else (object as Record<string, unknown>)[key] = value
    }
    this.nesting--
    return object
  }
}
