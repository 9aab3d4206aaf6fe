/** The decoder's colder half: everything but primitives, plain objects and arrays. */
import { unreachable } from '../errors.js'
import { defineHidden, defineOwn, isDomException, isErrorType, makeError } from './error-value.js'
import { Deferred, ErrorPart, Limit, Tag, type DeferredKind } from './tags.js'
import { copyToHostBuffer } from './text.js'
import { viewConstructors } from './views.js'

/** A container whose parts are still to come. */
export interface Owed {
  readonly kind: DeferredKind
  readonly object: object
}

/** What this half needs of the decoder. */
export interface ValueReader {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** The objects so far, by identity; `undefined` for one that is not made yet. */
  readonly refs: (object | undefined)[]
  readonly owed: Map<number, Owed>
  readonly attachments: readonly unknown[]
  fail(fault: string): never
  byte(): number
  take(size: number): number
  varint(): number
  count(size: number): number
  string(): string
  value(): unknown
  keep<T extends object>(object: T): T
  enter(): void
  leave(): void
  arrayItems(array: unknown[]): unknown[]
  packed(array: unknown[], tag: number): unknown[]
  sparse(array: unknown[]): unknown[]
  entries<T extends object>(object: T): T
}

export const readExotic = (reader: ValueReader, tag: number): unknown => {
  switch (tag) {
    case Tag.BIGINT:
      return readBigInt(reader)
    case Tag.DATE:
      return reader.keep(new Date(reader.view.getFloat64(reader.take(8), true)))
    case Tag.REGEXP:
      return readRegExp(reader)
    case Tag.MAP:
      return readMap(reader, reader.keep(new Map<unknown, unknown>()))
    case Tag.SET:
      return readSet(reader, reader.keep(new Set<unknown>()))
    case Tag.ARRAY_BUFFER:
    case Tag.RESIZABLE_BUFFER:
      return reader.keep(readArrayBuffer(reader, tag))
    case Tag.VIEW:
      return readView(reader)
    case Tag.BUFFER: {
      const size = reader.count(1)
      const at = reader.take(size)
      return reader.keep(copyToHostBuffer(reader.bytes, at, at + size))
    }
    case Tag.ERROR:
      return readErrorParts(reader, reader.keep(readErrorClass(reader)))
    case Tag.BOXED:
      return readBoxed(reader)
    case Tag.ATTACHMENT: {
      const index = reader.varint()
      if (index >= reader.attachments.length) reader.fail('an attachment that did not come')
      return reader.keep(reader.attachments[index] as object)
    }
    case Tag.DEFER: {
      const kind = reader.byte() as DeferredKind
      const identity = reader.refs.length
      const object = reader.keep(emptyContainer(reader, kind))
      reader.owed.set(identity, { kind, object })
      return object
    }
    default:
      return reader.fail(`the unknown tag 0x${tag.toString(16)}`)
  }
}

/** Reads the parts of a container that was put off. */
export const readParts = (reader: ValueReader): void => {
  if (reader.byte() !== Tag.FILL) reader.fail('bytes behind the value')
  const identity = reader.varint()
  const owed = reader.owed.get(identity) ?? reader.fail('parts for what owes none')
  reader.owed.delete(identity)
  const { kind, object } = owed
  if (kind === Deferred.ERROR) {
    readErrorParts(reader, object as Error)
    return
  }
  const tag = reader.byte()
  const expect = (expected: number) => {
    if (tag !== expected) reader.fail('parts of another kind than what owes them')
  }
  switch (kind) {
    case Deferred.OBJECT:
      expect(Tag.OBJECT)
      reader.entries(object)
      return
    case Deferred.ARRAY:
      readArrayParts(reader, object as unknown[], tag)
      return
    case Deferred.MAP:
      expect(Tag.MAP)
      readMap(reader, object as Map<unknown, unknown>)
      return
    case Deferred.SET:
      expect(Tag.SET)
      readSet(reader, object as Set<unknown>)
      return
    default:
      unreachable(kind)
  }
}

const readArrayParts = (reader: ValueReader, array: unknown[], tag: number): void => {
  if (tag === Tag.ARRAY) reader.arrayItems(array)
  else if (tag === Tag.SPARSE_ARRAY) reader.sparse(array)
  else if (tag === Tag.INT32_ARRAY || tag === Tag.FLOAT64_ARRAY) reader.packed(array, tag)
  else reader.fail('parts of another kind than what owes them')
}

const emptyContainer = (reader: ValueReader, kind: DeferredKind): object => {
  switch (kind) {
    case Deferred.OBJECT:
      return {}
    case Deferred.ARRAY:
      return []
    case Deferred.MAP:
      return new Map()
    case Deferred.SET:
      return new Set()
    case Deferred.ERROR:
      return readErrorClass(reader)
    default:
      // The byte comes from a peer, whatever its type says here.
      return reader.fail('a container of no kind')
  }
}

/** Takes an identity for an object that can be made only after its parts, and gives it when it is. */
const later = <T extends object>(reader: ValueReader, make: () => T): T => {
  const identity = reader.refs.push(undefined) - 1
  reader.enter()
  const object = make()
  reader.leave()
  reader.refs[identity] = object
  return object
}

const readBigInt = (reader: ValueReader): bigint => {
  const sign = reader.byte()
  const limbs = reader.count(8)
  if (sign > 1 || limbs > Limit.BIGINT_LIMBS) reader.fail('no such BigInt')
  const at = reader.take(limbs * 8)
  let hex = ''
  for (let i = limbs - 1; i >= 0; i--) {
    hex += reader.view
      .getBigUint64(at + i * 8, true)
      .toString(16)
      .padStart(16, '0')
  }
  const magnitude = hex === '' ? 0n : BigInt(`0x${hex}`)
  return sign === 1 ? -magnitude : magnitude
}

const readRegExp = (reader: ValueReader): RegExp =>
  later(reader, () => {
    const pattern = new RegExp(reader.string(), reader.string())
    const lastIndex = reader.value()
    if (typeof lastIndex !== 'number') return reader.fail('a lastIndex that is no number')
    pattern.lastIndex = lastIndex
    return pattern
  })

const readMap = (reader: ValueReader, map: Map<unknown, unknown>): Map<unknown, unknown> => {
  const count = reader.count(2)
  reader.enter()
  for (let i = 0; i < count; i++) {
    const key = reader.value()
    map.set(key, reader.value())
  }
  reader.leave()
  return map
}

const readSet = (reader: ValueReader, set: Set<unknown>): Set<unknown> => {
  const count = reader.count(1)
  reader.enter()
  for (let i = 0; i < count; i++) set.add(reader.value())
  reader.leave()
  return set
}

const readArrayBuffer = (reader: ValueReader, tag: number): ArrayBuffer => {
  const size = reader.varint()
  const maximum = tag === Tag.RESIZABLE_BUFFER ? reader.varint() : undefined
  const at = reader.take(size)
  const Resizable = ArrayBuffer as unknown as new (
    size: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer
  const buffer =
    maximum === undefined ? new ArrayBuffer(size) : new Resizable(size, { maxByteLength: maximum })
  new Uint8Array(buffer).set(reader.bytes.subarray(at, at + size))
  return buffer
}

const readView = (reader: ValueReader): ArrayBufferView =>
  later(reader, () => {
    const constructor =
      viewConstructors[reader.byte()] ?? reader.fail('a type of view that this host lacks')
    const offset = reader.varint()
    const length = reader.varint()
    const buffer = reader.value()
    if (!(buffer instanceof ArrayBuffer)) return reader.fail('a view of no buffer')
    return length === 0
      ? new constructor(buffer, offset)
      : new constructor(buffer, offset, length - 1)
  })

const readBoxed = (reader: ValueReader): object =>
  later(reader, () => {
    const primitive = reader.value()
    if (typeof primitive === 'object' || primitive === undefined) reader.fail('no primitive to box')
    return Object(primitive) as object
  })

const readErrorClass = (reader: ValueReader): Error => {
  const type = reader.byte()
  if (!isErrorType(type)) reader.fail('an unknown class of error')
  if (!isDomException(type)) return makeError(type)
  const name = reader.string()
  return makeError(type, reader.string(), name)
}

const readErrorParts = (reader: ValueReader, error: Error): Error => {
  const mask = reader.byte()
  reader.enter()
  if (mask & ErrorPart.NAME) defineHidden(error, 'name', reader.value())
  if (mask & ErrorPart.MESSAGE) defineHidden(error, 'message', reader.value())
  if (mask & ErrorPart.STACK) defineHidden(error, 'stack', reader.value())
  else delete (error as { stack?: string }).stack
  if (mask & ErrorPart.CAUSE) defineHidden(error, 'cause', reader.value())
  if (mask & ErrorPart.ERRORS) defineHidden(error, 'errors', reader.value())
  if (mask & ErrorPart.PROPERTIES) {
    const count = reader.count(2)
    for (let i = 0; i < count; i++) {
      const key = reader.string()
      defineOwn(error, key, reader.value())
    }
  }
  reader.leave()
  return error
}
