/** The encoder's colder half: everything but primitives, plain objects and arrays. */
import { unreachable } from '../errors.js'
import { writeArray } from './array-writer.js'
import { defineOwn, errorParts, errorType, isDomException, readPart } from './error-value.js'
import { Kind, kindOf, unbox } from './kind.js'
import { Deferred, ErrorPart, Limit, Tag, type DeferredKind } from './tags.js'
import { isHostBuffer } from './text.js'
import { findUnsendable, HUGE_BIGINT, isDetached, Unsendable } from './unsendable.js'
import type { ValueWriter } from './value-writer.js'
import { elementSize, isTracking, viewType } from './views.js'

/** A container whose parts are written later, because it stands too deep. */
export interface PutOff {
  readonly kind: DeferredKind
  readonly identity: number
  readonly object: object
}

export const writeExotic = (writer: ValueWriter, object: object, depth: number): void => {
  const deep = depth >= Limit.DEPTH
  const kind = kindOf(object)
  switch (kind) {
    case Kind.PLAIN:
      if (writer.attached(object)) return
      if (deep) writer.defer(Deferred.OBJECT, object)
      else writer.ownRecord(object as Record<string, unknown>, depth + 1)
      return
    case Kind.DATE:
      return writer.double(Tag.DATE, Date.prototype.getTime.call(object))
    case Kind.REGEXP: {
      const { source, flags, lastIndex } = object as RegExp
      writer.bytes[writer.at++] = Tag.REGEXP
      writer.string(source)
      writer.value(flags, depth)
      // Anything may have been assigned; a pattern only ever counts with a number.
      return writer.value(typeof lastIndex === 'number' ? lastIndex : 0, depth)
    }
    case Kind.MAP:
      if (deep) writer.defer(Deferred.MAP, object)
      else writeMap(writer, object, depth + 1)
      return
    case Kind.SET:
      if (deep) writer.defer(Deferred.SET, object)
      else writeSet(writer, object, depth + 1)
      return
    case Kind.ARRAY_BUFFER:
      if (!writer.attached(object)) writeArrayBuffer(writer, object as ArrayBuffer)
      return
    case Kind.VIEW:
      return writeView(writer, object as ArrayBufferView, depth)
    case Kind.ERROR:
      if (deep) {
        writer.defer(Deferred.ERROR, object)
        writeErrorClass(writer, object)
        return
      }
      writer.bytes[writer.at++] = Tag.ERROR
      writeErrorClass(writer, object)
      return writeErrorParts(writer, object, depth + 1)
    case Kind.BOXED:
      writer.bytes[writer.at++] = Tag.BOXED
      return writer.value(unbox(object), depth)
    case Kind.REFUSED:
      if (!writer.attached(object)) throw Unsendable.of(object)
      return
    default:
      return unreachable(kind)
  }
}

/** Writes the parts of a container that was put off. */
export const writeParts = (writer: ValueWriter, { kind, identity, object }: PutOff): void => {
  writer.ensure(0)
  writer.bytes[writer.at++] = Tag.FILL
  writer.varint(identity)
  switch (kind) {
    case Deferred.OBJECT:
      return writer.ownRecord(object as Record<string, unknown>, 1)
    case Deferred.ARRAY:
      return writeArray(writer, object as unknown[], 1)
    case Deferred.MAP:
      return writeMap(writer, object, 1)
    case Deferred.SET:
      return writeSet(writer, object, 1)
    case Deferred.ERROR:
      return writeErrorParts(writer, object, 1)
    default:
      return unreachable(kind)
  }
}

export const writeBigInt = (writer: ValueWriter, value: bigint): void => {
  const hex = (value < 0n ? -value : value).toString(16)
  const limbs = Math.ceil(hex.length / 16)
  if (limbs > Limit.BIGINT_LIMBS) throw new Unsendable(HUGE_BIGINT)
  writer.bytes[writer.at++] = Tag.BIGINT
  writer.bytes[writer.at++] = value < 0n ? 1 : 0
  writer.varint(limbs)
  writer.ensure(limbs * 8)
  for (let end = hex.length; end > 0; end -= 16) {
    const limb = BigInt(`0x${hex.slice(Math.max(0, end - 16), end)}`)
    writer.view.setBigUint64(writer.at, limb, true)
    writer.at += 8
  }
}

const writeMap = (writer: ValueWriter, map: object, depth: number): void => {
  // The entries are taken first: a getter in one of them could change the map.
  const entries = [...Map.prototype.entries.call(map)]
  writer.bytes[writer.at++] = Tag.MAP
  writer.varint(entries.length)
  for (const [key, value] of entries) {
    writer.value(key, depth)
    writer.value(value, depth)
  }
}

const writeSet = (writer: ValueWriter, set: object, depth: number): void => {
  const values = [...Set.prototype.values.call(set)]
  writer.bytes[writer.at++] = Tag.SET
  writer.varint(values.length)
  for (const value of values) writer.value(value, depth)
}

const writeArrayBuffer = (writer: ValueWriter, buffer: ArrayBuffer): void => {
  if (isDetached(buffer)) throw new Unsendable('a detached ArrayBuffer')
  const { resizable, maxByteLength } = buffer as ArrayBuffer & {
    resizable?: boolean
    maxByteLength?: number
  }
  writer.bytes[writer.at++] = resizable ? Tag.RESIZABLE_BUFFER : Tag.ARRAY_BUFFER
  writer.varint(buffer.byteLength)
  if (resizable) writer.varint(maxByteLength as number)
  writeBytes(writer, new Uint8Array(buffer))
}

const writeView = (writer: ValueWriter, view: ArrayBufferView, depth: number): void => {
  if (isHostBuffer(view) && view.buffer instanceof ArrayBuffer) {
    // Small ones share a pool of the host's: only the slice may leave.
    writer.bytes[writer.at++] = Tag.BUFFER
    writer.varint(view.byteLength)
    return writeBytes(writer, view as Uint8Array)
  }
  if (isDetached(view.buffer)) throw new Unsendable('a detached ArrayBuffer')
  const type = viewType(view)
  writer.bytes[writer.at++] = Tag.VIEW
  writer.bytes[writer.at++] = type
  writer.varint(view.byteOffset)
  writer.varint(isTracking(view) ? 0 : view.byteLength / elementSize(type) + 1)
  writer.value(view.buffer, depth)
}

const writeBytes = (writer: ValueWriter, bytes: Uint8Array): void => {
  writer.ensure(bytes.length)
  writer.bytes.set(bytes, writer.at)
  writer.at += bytes.length
}

/** The class, and for a `DOMException` the two parts that it cannot be made without. */
const writeErrorClass = (writer: ValueWriter, error: object): void => {
  const type = errorType(error)
  writer.bytes[writer.at++] = type
  if (!isDomException(type)) return
  for (const key of ['name', 'message']) {
    const text = readPart(error, key)
    writer.string(typeof text === 'string' ? text : '')
    writer.ensure(0)
  }
}

/** A value whose inside throws when it is looked at cannot be sent either. */
const isSendable = (writer: ValueWriter, value: unknown): boolean => {
  try {
    return findUnsendable(value, '', writer.attach) === undefined
  } catch {
    return false
  }
}

const writeErrorParts = (writer: ValueWriter, error: object, depth: number): void => {
  const parts = errorParts(error, errorType(error))
  // What cannot be sent is left out: the error itself must always arrive.
  const properties = {}
  for (const [key, value] of parts.properties) {
    if (isSendable(writer, value)) defineOwn(properties, key, value)
  }
  const keys = Object.keys(properties)
  let { mask } = parts
  if (keys.length === 0) mask &= ~ErrorPart.PROPERTIES
  if (!isSendable(writer, parts.message)) mask &= ~ErrorPart.MESSAGE
  if (!isSendable(writer, parts.cause)) mask &= ~ErrorPart.CAUSE
  if (!isSendable(writer, parts.errors)) mask &= ~ErrorPart.ERRORS
  writer.bytes[writer.at++] = mask
  if (mask & ErrorPart.NAME) writer.value(parts.name, depth)
  if (mask & ErrorPart.MESSAGE) writer.value(parts.message, depth)
  if (mask & ErrorPart.STACK) writer.value(parts.stack, depth)
  if (mask & ErrorPart.CAUSE) writer.value(parts.cause, depth)
  if (mask & ErrorPart.ERRORS) writer.value(parts.errors, depth)
  if (mask & ErrorPart.PROPERTIES) {
    writer.ensure(0)
    writer.entries(properties, keys, depth)
  }
}
