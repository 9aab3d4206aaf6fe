// Hot: bench/codec.
import { writeArray } from './array-writer.js'
import { writeExotic } from './exotic-writer.js'
import { putOffRecord, writeRecord } from './record-writer.js'
import { writeString } from './string-writer.js'
import { Flag, Limit, Tag } from './tags.js'
import { Unsendable } from './unsendable.js'
import type { ValueWriter } from './value-writer.js'

/** Writes any object: by its identity, when it was met before. */
export const writeObject = (writer: ValueWriter, object: object, depth: number): void => {
  const known = writer.identity.meet(object)
  if (known >= 0) return writeRef(writer, known)
  const { classes } = writer
  if (Array.isArray(object)) {
    if (classes.size === 0 || !writeInstance(writer, object, depth)) {
      writeArray(writer, object, depth)
    }
    return
  }
  const prototype = Object.getPrototypeOf(object) as object | null
  if (prototype === Object.prototype || prototype === null) {
    if (writer.mustPutOff(depth)) putOffRecord(writer, object)
    else writeRecord(writer, object as Record<string, unknown>, depth + 1)
    return
  }
  if (classes.size === 0 || !writeInstance(writer, object, depth)) {
    writeExotic(writer, object, depth)
  }
}

const writeRef = (writer: ValueWriter, known: number): void => {
  writer.flags |= Flag.REFS
  writer.bytes[writer.at++] = Tag.REF
  writer.varint(known)
  if (writer.open.includes(known)) {
    throw new Unsendable('data of a registered class that leads back to its instance')
  }
}

/** Writes an instance of a registered class as what its `encode` gives. */
const writeInstance = (writer: ValueWriter, object: object, depth: number): boolean => {
  const registered = writer.classes.of(Object.getPrototypeOf(object) as object | null)
  if (registered === undefined) return false
  const identity = writer.lastIdentity
  const { open } = writer
  writer.bytes[writer.at++] = Tag.CLASS
  writeString(writer, registered.name)
  const deepest = open.length > 0 ? writer.deepest : depth + Limit.DEPTH
  open.push(identity)
  writer.wholly(() => writer.value(registered.encode(object), depth + 1), Infinity, deepest)
  open.pop()
  return true
}
