/** The encoder's colder half: everything but primitives, plain objects and arrays. */
import { writeArrayParts } from './array-writer.js'
import { errorParts, errorType, isDomException, readPart } from './error-value.js'
import { Kind, kindOf, unbox } from './kind.js'
import { writeAttachment, writeLeaf } from './leaf-writer.js'
import { Live, writeLive } from './live.js'
import { writeDouble } from './number-writer.js'
import { writeEntries, writeOwnRecord } from './record-writer.js'
import { writeString } from './string-writer.js'
import { ErrorPart, Leaf, Tag } from './tags.js'
import { isHostBuffer } from './text.js'
import { findUnsendable, isDetached, OUT_OF_BOUNDS, Unsendable } from './unsendable.js'
import type { PutOff, ValueWriter } from './value-writer.js'
import { elementSize, isOutOfBounds, isTracking, viewType } from './views.js'
import { unreachable } from '../unreachable.js'

// Taken at the start: the user's code may replace them.
const mapEntries = Map.prototype.entries as (this: object) => Iterator<[unknown, unknown], unknown>
const setValues = Set.prototype.values as (this: object) => Iterator<unknown, unknown>

export const writeExotic = (writer: ValueWriter, object: object, depth: number): void => {
  if (object instanceof Live) return writeLive(writer, object)
  const kind = kindOf(object)
  switch (kind) {
    case Kind.PLAIN:
      if (!writeAttachment(writer, object))
        writeOwnRecord(writer, object, Object.keys(object), depth + 1)
      return
    case Kind.DATE:
      return writeDouble(writer, Tag.DATE, Date.prototype.getTime.call(object))
    case Kind.REGEXP: {
      const { source, flags, lastIndex } = object as RegExp
      writer.bytes[writer.at++] = Tag.REGEXP
      writeString(writer, source)
      writer.value(flags, depth)
      // Anything may have been assigned; a pattern only ever counts with a number.
      return writer.value(typeof lastIndex === 'number' ? lastIndex : 0, depth)
    }
    case Kind.MAP: {
      const entries = mapEntries.call(object)
      return writeMap(writer, entries, writer.lastIdentity, depth)
    }
    case Kind.SET: {
      const items = setValues.call(object)
      return writeSet(writer, items, writer.lastIdentity, depth)
    }
    case Kind.ARRAY_BUFFER:
      if (!writeAttachment(writer, object)) writeArrayBuffer(writer, object as ArrayBuffer)
      return
    case Kind.VIEW:
      return writeView(writer, object as ArrayBufferView, depth)
    case Kind.ERROR:
      return writeError(writer, object, depth)
    case Kind.BOXED:
      writer.bytes[writer.at++] = Tag.BOXED
      return writer.value(unbox(object), depth)
    case Kind.REFUSED:
      if (!writeAttachment(writer, object)) throw Unsendable.of(object)
      return
    default:
      return unreachable(kind)
  }
}

/** Writes parts of a container that were put off. */
export const writeParts = (writer: ValueWriter, parts: PutOff): void => {
  writer.ensure(0)
  writer.bytes[writer.at++] = Tag.FILL
  writer.varint(parts.identity)
  switch (parts.kind) {
    case 'object':
      writer.bytes[writer.at++] = Tag.OBJECT
      return writeEntries(writer, parts, 1)
    case 'sparse':
      writer.bytes[writer.at++] = Tag.SPARSE_ARRAY
      writer.varint(parts.length)
      return writeEntries(writer, parts, 1)
    case 'array':
      return writeArrayParts(writer, parts, 0)
    case 'map':
      return writeMap(writer, parts.entries, parts.identity, 0)
    case 'set':
      return writeSet(writer, parts.items, parts.identity, 0)
    case 'error':
      return writeErrorParts(writer, parts.object, 1)
    default:
      return unreachable(parts)
  }
}

/** Writes entries until there are none, or the chunk is full: the map is read as it is sent. */
const writeMap = (
  writer: ValueWriter,
  entries: Iterator<[unknown, unknown], unknown>,
  identity: number,
  depth: number,
): void => {
  writer.bytes[writer.at++] = Tag.MAP
  for (;;) {
    if (writer.mustPutOff(depth)) return writer.cut({ kind: 'map', identity, entries })
    const { done, value } = entries.next()
    if (done) break
    writer.value(value[0], depth + 1)
    writer.value(value[1], depth + 1)
  }
  writer.ensure(1)
  writer.bytes[writer.at++] = Tag.END
}

const writeSet = (
  writer: ValueWriter,
  items: Iterator<unknown, unknown>,
  identity: number,
  depth: number,
): void => {
  writer.bytes[writer.at++] = Tag.SET
  for (;;) {
    if (writer.mustPutOff(depth)) return writer.cut({ kind: 'set', identity, items })
    const { done, value } = items.next()
    if (done) break
    writer.value(value, depth + 1)
  }
  writer.ensure(1)
  writer.bytes[writer.at++] = Tag.END
}

const writeArrayBuffer = (writer: ValueWriter, buffer: ArrayBuffer): void => {
  if (isDetached(buffer)) throw new Unsendable('a detached ArrayBuffer')
  const { resizable, maxByteLength } = buffer as ArrayBuffer & {
    resizable?: boolean
    maxByteLength?: number
  }
  if (!resizable && writeLeaf(writer, Leaf.ARRAY_BUFFER, new Uint8Array(buffer))) return
  if (
    resizable &&
    writeLeaf(writer, Leaf.RESIZABLE_BUFFER, new Uint8Array(buffer, 0, buffer.byteLength))
  ) {
    return writer.varint(maxByteLength as number)
  }
  writer.bytes[writer.at++] = resizable ? Tag.RESIZABLE_BUFFER : Tag.ARRAY_BUFFER
  writer.varint(buffer.byteLength)
  if (resizable) writer.varint(maxByteLength as number)
  writeBytes(writer, new Uint8Array(buffer))
}

const writeView = (writer: ValueWriter, view: ArrayBufferView, depth: number): void => {
  if (isHostBuffer(view) && view.buffer instanceof ArrayBuffer) {
    // Small ones share a pool of the host's: only the slice may leave.
    const { buffer: memory, byteOffset, byteLength } = view
    // Not the view itself, which may follow its buffer when that is resized.
    const bytes = new Uint8Array(memory, byteOffset, byteLength)
    if (writeLeaf(writer, Leaf.BUFFER, bytes)) return
    writer.bytes[writer.at++] = Tag.BUFFER
    writer.varint(byteLength)
    return writeBytes(writer, bytes)
  }
  if (isDetached(view.buffer)) throw new Unsendable('a detached ArrayBuffer')
  if (isOutOfBounds(view)) throw new Unsendable(OUT_OF_BOUNDS)
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
    writeString(writer, typeof text === 'string' ? text : '')
    writer.ensure(0)
  }
}

const writeError = (writer: ValueWriter, error: object, depth: number): void => {
  const identity = writer.lastIdentity
  if (writer.mustPutOff(depth)) {
    writer.bytes[writer.at++] = Tag.DEFERRED_ERROR
    writeErrorClass(writer, error)
    return writer.putOffParts({ kind: 'error', identity, object: error })
  }
  writer.bytes[writer.at++] = Tag.ERROR
  writeErrorClass(writer, error)
  writeErrorParts(writer, error, depth + 1)
}

/** A value whose inside throws when it is looked at cannot be sent either. */
const isSendable = (writer: ValueWriter, value: unknown): boolean => {
  try {
    return findUnsendable(value, '', writer.attach, writer.classes) === undefined
  } catch {
    return false
  }
}

/** Writes a value with what stands in front of it; nothing at all when it cannot be sent. */
const writeIfSendable = (
  writer: ValueWriter,
  before: () => void,
  value: unknown,
  depth: number,
): boolean => {
  const write = () => {
    writer.ensure(0)
    before()
    writer.value(value, depth)
  }
  if (typeof value === 'string' || isError(value)) {
    write()
    return true
  }
  try {
    writer.attempt(write, depth)
    return true
  } catch (error) {
    const deep = error instanceof Unsendable && error.deep
    // Whoever writes the whole around it tries again, once.
    if (deep && writer.whole) throw error
    if (!deep || !isSendable(writer, value)) return false
    // It only stands too deep, so it is put off like anything else.
    write()
    return true
  }
}

const nothing = (): void => {}

const isError = (value: unknown): boolean => {
  try {
    return typeof value === 'object' && value !== null && kindOf(value) === Kind.ERROR
  } catch {
    // A revoked proxy: what is asked of it throws.
    return false
  }
}

/** What cannot be sent is left out: the error itself must always arrive. */
const writeErrorParts = (writer: ValueWriter, error: object, depth: number): void => {
  const parts = errorParts(error, errorType(error))
  writer.ensure(0)
  const at = writer.at++
  let { mask } = parts
  if (mask & ErrorPart.NAME) writer.value(parts.name, depth)
  for (const [part, value] of [
    [ErrorPart.MESSAGE, parts.message],
    [ErrorPart.STACK, parts.stack],
    [ErrorPart.CAUSE, parts.cause],
    [ErrorPart.ERRORS, parts.errors],
  ] as const) {
    if ((mask & part) === 0 || writeIfSendable(writer, nothing, value, depth)) continue
    // Of several errors, the others still arrive.
    const others = Array.isArray(value)
      ? value.filter((each) => isSendable(writer, each))
      : undefined
    if (others === undefined || !writeIfSendable(writer, nothing, others, depth)) mask &= ~part
  }
  if (mask & ErrorPart.PROPERTIES) {
    for (const [key, value] of parts.properties) {
      writeIfSendable(writer, () => writeString(writer, key), value, depth)
    }
    writer.ensure(1)
    writer.bytes[writer.at++] = Tag.END
  }
  writer.bytes[at] = mask
}
