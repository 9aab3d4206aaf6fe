// Hot: bench/codec. Trusts nothing: every count is held against the bytes that are left.
import { ProtocolError } from '../errors.js'
import { defineOwn } from './error-value.js'
import { readExotic, readParts, Undecodable, type Owed, type ValueReader } from './exotic-reader.js'
import type { Incoming, LeafData } from './incoming.js'
import { ClassRegistry } from './registry.js'
import { ShapeReader, type ItemReader } from './shape-reader.js'
import { Flag, Limit, Tag } from './tags.js'
import { readLatin1, readWide } from './text.js'

/** Nesting that the decoder follows: the encoder's at most, and the leaves that have a part of their own. */
const DEPTH = 2 * Limit.DEPTH + 8

const NO_BYTES: Uint8Array = new Uint8Array(0)

const FLAGS = Flag.TAIL | Flag.MORE | Flag.REFS

/** A buffer up to this size may stay at hand for the next value; a larger one must not be kept alive. */
const KEPT = 256 * 1024

/** Bytes at the end of a chunk that others follow. */
const NUMBER = 4

/** Turns bytes back into values. One decoder belongs to one connection, whose shapes it knows. */
export class Decoder implements ValueReader, ItemReader {
  bytes = NO_BYTES
  private viewed: DataView | undefined
  refs: unknown[] = []
  owed = new Map<number, Owed>()
  leaves: LeafData[] = []
  attachments: readonly unknown[] = []
  reserve: number = Limit.RESERVE
  readonly classes: ClassRegistry
  private at = 0
  private end = 0
  private depth = 0
  /** Whether identities matter. */
  private keeping = false
  private segments: string[] = []
  private segment = ''
  private segmentAt = 0
  private readonly shapes: ShapeReader[] = []

  constructor(classes: ClassRegistry = new ClassRegistry()) {
    this.classes = classes
  }

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
      this.shapes.push(new ShapeReader(keys))
    }
  }

  /**
   * Decodes the value that fills `bytes[start]` to `bytes[end - 1]`. Nothing of the result refers to
   * the bytes.
   * @throws ProtocolError for anything that the encoder would not have written; what the `decode` of
   * a registered class throws, and TypeError for a class that is not registered here
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
      if (this.keeping) this.refs = []
      if (this.owed.size > 0) this.owed = new Map()
      this.leave(bytes)
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
      this.refs = []
      this.owed = new Map()
      this.leaves = []
      this.leave(bytes)
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
    this.depth = 0
    this.attachments = attachments
    const flags = this.byte()
    if (flags > FLAGS) this.fail('unknown flags')
    this.keeping = (flags & Flag.REFS) !== 0
    if (flags & Flag.MORE) {
      if (end - this.at < NUMBER) this.fail('no room for the number of a stream')
      this.end -= NUMBER
    }
    if (flags & Flag.TAIL) this.tail(start)
    return flags
  }

  private explain(error: unknown, start: number): unknown {
    if (error instanceof ProtocolError) return error
    if (error instanceof Undecodable) return error.error
    // What a constructor of the host refuses, the encoder would not have written.
    return new ProtocolError(error instanceof Error ? error.message : String(error), this.at - start)
  }

  private leave(bytes: Uint8Array): void {
    if (this.segments.length > 0) this.segments = []
    this.segment = ''
    this.segmentAt = 0
    this.attachments = []
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
    if (tag >= Tag.INLINE_STRING && tag < Tag.CLASS) return this.inline(tag - Tag.INLINE_STRING)
    if (tag === Tag.STRING) return this.bundled(this.varint())
    if (tag === Tag.LONG_STRING) return this.characters()
    return undefined
  }

  private inline(length: number): string {
    const at = this.take(length)
    if (length > Limit.INLINE_STRING) return readLatin1(this.bytes, at, at + length)
    let text = ''
    for (let i = at; i < at + length; i++) text += String.fromCharCode(this.bytes[i])
    return text
  }

  /** The next item. */
  value(): unknown {
    const tag = this.byte()
    if (tag < Tag.SHORT_STRING) return tag
    if (tag >= Tag.SHAPED_OBJECT_0) return this.shaped(tag - Tag.SHAPED_OBJECT_0)
    if (tag < Tag.INLINE_STRING) return this.bundled(tag - Tag.SHORT_STRING)
    if (tag < Tag.CLASS) return this.inline(tag - Tag.INLINE_STRING)
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
        return this.array()
      case Tag.INT32_ARRAY:
      case Tag.FLOAT64_ARRAY:
        return this.packed(this.keep([]), tag)
      case Tag.SPARSE_ARRAY:
        return this.sparse(this.keep([]), this.refs.length - 1)
      case Tag.OBJECT: {
        const object = this.keep({})
        return this.entries(object, this.refs.length - 1, 'object')
      }
      case Tag.SHAPED_OBJECT:
        return this.shaped(this.varint())
      case Tag.REF: {
        if (!this.keeping) this.fail('a reference that was not announced')
        return this.refs[this.varint()] ?? this.fail('a reference to what never came')
      }
      default:
        return readExotic(this, tag)
    }
  }

  /** Gives an object its identity. */
  keep<T extends object>(object: T): T {
    if (this.keeping) this.refs.push(object)
    return object
  }

  /** Takes an identity for what can be made only after its parts; -1 where identities do not matter. */
  promise(): number {
    return this.keeping ? this.refs.push(undefined) - 1 : -1
  }

  owe(identity: number, owed: Owed): void {
    if (!this.keeping) this.fail('parts to come that were not announced')
    this.owed.set(identity, owed)
  }

  /** Begins a container: hostile bytes must not overflow the stack. */
  enter(): void {
    if (++this.depth > DEPTH) this.fail('nested too deeply')
  }

  leaveContainer(): void {
    this.depth--
  }

  private array(): unknown[] {
    const length = this.varint()
    if (length > SHORT || length > this.end - this.at) {
      const array = this.keep<unknown[]>([])
      return this.items(array, this.refs.length - 1, length)
    }
    const array = this.keep(blank(length))
    const identity = this.refs.length - 1
    this.enter()
    for (let i = 0; i < length; i++) {
      if (this.bytes[this.at] === Tag.CUT) {
        // It was not as short as it said.
        array.length = i
        this.depth--
        return this.items(array, identity, length - i)
      }
      array[i] = this.value()
    }
    this.depth--
    return array
  }

  /** Appends so many items to an array, or those of them that are here. */
  items(array: unknown[], identity: number, length: number): unknown[] {
    this.enter()
    for (let i = 0; i < length; i++) {
      if (this.ends(Tag.CUT)) {
        this.owe(identity, { kind: 'array', object: array, missing: length - i })
        break
      }
      array.push(this.value())
    }
    this.depth--
    return array
  }

  packed(array: unknown[], tag: number): unknown[] {
    const size = tag === Tag.INT32_ARRAY ? 4 : 8
    const length = this.count(size)
    const { view } = this
    let at = this.take(length * size)
    let i = array.length
    const end = i + length
    // Three times faster than to push them.
    array.length = end
    if (size === 4) for (; i < end; i++, at += 4) array[i] = view.getInt32(at, true)
    else for (; i < end; i++, at += 8) array[i] = view.getFloat64(at, true)
    return array
  }

  sparse(array: unknown[], identity: number): unknown[] {
    // The length costs nothing: an array with so many holes is a dictionary.
    array.length = this.varint()
    const { length } = array
    this.entries(array, identity, 'sparse')
    if (array.length !== length) this.fail('an item beyond the length of its array')
    return array
  }

  private shaped(number: number): object {
    const shape = this.shapes[number] ?? this.fail('a shape that was never told')
    this.enter()
    const { fast } = shape
    const object = fast === undefined ? this.slowly(shape) : fast(this)
    this.depth--
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

/** Arrays up to this length are made in one piece. */
const SHORT = 8

const blank = (length: number): unknown[] => {
  switch (length) {
    case 0:
      return []
    case 1:
      return [undefined]
    case 2:
      return [undefined, undefined]
    case 3:
      return [undefined, undefined, undefined]
    case 4:
      return [undefined, undefined, undefined, undefined]
    case 5:
      return [undefined, undefined, undefined, undefined, undefined]
    case 6:
      return [undefined, undefined, undefined, undefined, undefined, undefined]
    case 7:
      return [undefined, undefined, undefined, undefined, undefined, undefined, undefined]
    default:
      return [
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
      ]
  }
}
