/** The decoder's colder half: everything but primitives, plain objects and arrays. */
import { Lost } from '../attachments.js'
import { notDecoded } from '../errors.js'
import { unreachable } from '../unreachable.js'
import { defineHidden, defineOwn, isDomException, isErrorType, makeError } from './error-value.js'
import { readItems, readPacked } from './array-reader.js'
import { readLive } from './live.js'
import { ErrorPart, Leaf, Limit, Tag } from './tags.js'
import { copyOf, copyToHostBuffer, hostBuffer } from './text.js'
import { Undecodable, type ValueReader } from './value-reader.js'
import { viewConstructors } from './views.js'

export const readExotic = (reader: ValueReader, tag: number): unknown => {
  switch (tag) {
    case Tag.BIGINT:
      return readBigInt(reader)
    case Tag.DATE:
      return reader.keep(new Date(reader.view.getFloat64(reader.take(8), true)))
    case Tag.REGEXP:
      return readRegExp(reader)
    case Tag.MAP: {
      const map = reader.keep(new Map<unknown, unknown>())
      return readMap(reader, map, reader.lastIdentity)
    }
    case Tag.SET: {
      const set = reader.keep(new Set<unknown>())
      return readSet(reader, set, reader.lastIdentity)
    }
    case Tag.LEAF:
      return readLeaf(reader)
    case Tag.CLASS:
      return readInstance(reader)
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
      const attachment = reader.attachments[index] as object
      if (attachment instanceof Lost) throw new Undecodable(attachment.reason)
      return reader.keep(attachment)
    }
    case Tag.LIVE:
      return reader.keep(readLive(reader))
    case Tag.DEFERRED_ERROR: {
      const error = reader.keep(readErrorClass(reader))
      reader.owe(reader.lastIdentity, { kind: 'error', object: error })
      return error
    }
    default:
      return reader.fail(`the unknown tag 0x${tag.toString(16)}`)
  }
}

/** Reads parts of a container that were put off. */
export const readParts = (reader: ValueReader): void => {
  if (reader.byte() !== Tag.FILL) reader.fail('bytes behind the value')
  const identity = reader.varint()
  const owed = reader.owed.get(identity) ?? reader.fail('parts for what owes none')
  reader.owed.delete(identity)
  const { kind, object } = owed
  if (kind === 'error') {
    readErrorParts(reader, object as Error)
    return
  }
  const tag = reader.byte()
  const expect = (expected: number) => {
    if (tag !== expected) reader.fail('parts of another kind than what owes them')
  }
  switch (kind) {
    case 'object':
      expect(Tag.OBJECT)
      reader.entries(object, identity, kind)
      return
    case 'sparse':
      expect(Tag.SPARSE_ARRAY)
      if (reader.varint() !== (object as unknown[]).length) reader.fail('an array that changes')
      reader.entries(object, identity, kind)
      return
    case 'array':
      return readArrayParts(reader, object as unknown[], identity, owed.missing, tag)
    case 'map':
      expect(Tag.MAP)
      readMap(reader, object as Map<unknown, unknown>, identity)
      return
    case 'set':
      expect(Tag.SET)
      readSet(reader, object as Set<unknown>, identity)
      return
    default:
      unreachable(kind)
  }
}

const readArrayParts = (
  reader: ValueReader,
  array: unknown[],
  identity: number,
  missing: number,
  tag: number,
): void => {
  const before = array.length
  if (tag === Tag.ARRAY) {
    const length = reader.varint()
    if (length !== missing) reader.fail('another number of parts than what is owed')
    readItems(reader, array, identity, length)
    return
  }
  if (tag !== Tag.INT32_ARRAY && tag !== Tag.FLOAT64_ARRAY) {
    return reader.fail('parts of another kind than what owes them')
  }
  readPacked(reader, array, tag)
  const left = missing - (array.length - before)
  if (left < 0) reader.fail('more parts than what is owed')
  if (left > 0) reader.owe(identity, { kind: 'array', object: array, missing: left })
}

/** Takes an identity for an object that can be made only after its parts, and gives it when it is. */
const later = <T>(reader: ValueReader, make: () => T): T => {
  const identity = reader.promise()
  reader.enter()
  const object = make()
  reader.nesting--
  if (identity >= 0) reader.refs.put(identity, object)
  return object
}

const readLeaf = (reader: ValueReader): unknown => {
  const kind = reader.byte()
  const maximum = kind === Leaf.RESIZABLE_BUFFER ? reader.varint() : undefined
  const data = reader.leaves.shift()
  if (data === undefined) return reader.fail('a leaf that never came')
  if (typeof data === 'string') {
    return kind === Leaf.STRING ? data : reader.fail('a text for a leaf of bytes')
  }
  switch (kind) {
    case Leaf.ARRAY_BUFFER:
      return reader.keep(data.buffer as ArrayBuffer)
    case Leaf.BUFFER:
      return reader.keep(hostBuffer(data))
    case Leaf.RESIZABLE_BUFFER:
      return reader.keep(makeBuffer(reader, data, maximum))
    default:
      return reader.fail('a leaf of no kind')
  }
}

const readInstance = (reader: ValueReader): unknown =>
  later(reader, () => {
    const name = reader.string()
    const data = reader.value()
    let instance
    try {
      instance = reader.classes.named(name).decode(data)
    } catch (error) {
      throw new Undecodable(error)
    }
    if (typeof instance === 'object' && instance !== null) return instance
    throw new Undecodable(notDecoded(name, instance))
  })

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

const readMap = (
  reader: ValueReader,
  map: Map<unknown, unknown>,
  identity: number,
): Map<unknown, unknown> => {
  reader.enter()
  while (!reader.ends(Tag.END)) {
    if (reader.ends(Tag.CUT)) {
      reader.owe(identity, { kind: 'map', object: map })
      break
    }
    const key = reader.value()
    map.set(key, reader.value())
  }
  reader.nesting--
  return map
}

const readSet = (reader: ValueReader, set: Set<unknown>, identity: number): Set<unknown> => {
  reader.enter()
  while (!reader.ends(Tag.END)) {
    if (reader.ends(Tag.CUT)) {
      reader.owe(identity, { kind: 'set', object: set })
      break
    }
    set.add(reader.value())
  }
  reader.nesting--
  return set
}

const readArrayBuffer = (reader: ValueReader, tag: number): ArrayBuffer => {
  const size = reader.varint()
  const maximum = tag === Tag.RESIZABLE_BUFFER ? reader.varint() : undefined
  const at = reader.take(size)
  return makeBuffer(reader, reader.bytes.subarray(at, at + size), maximum)
}

/** A copy of the bytes. All maxima of a value together are bounded: hosts reserve memory for them. */
const makeBuffer = (
  reader: ValueReader,
  bytes: Uint8Array,
  maximum: number | undefined,
): ArrayBuffer => {
  const { length } = bytes
  // Memory that is not zeroed first, where the host has such.
  if (maximum === undefined) return copyOf(bytes).buffer as ArrayBuffer
  if (maximum < length) reader.fail('a buffer beyond its maximum')
  const room = Math.min(maximum - length, reader.reserve)
  reader.reserve -= room
  const Resizable = ArrayBuffer as unknown as new (
    size: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer
  const buffer = new Resizable(length, { maxByteLength: length + room })
  new Uint8Array(buffer).set(bytes)
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
    while (!reader.ends(Tag.END)) {
      const key = reader.string()
      defineOwn(error, key, reader.value())
    }
  }
  reader.nesting--
  return error
}
