// Hot: bench/codec.
import type { ShapeNode, Shapes } from './shapes.js'
import { Tag } from './tags.js'
import { writeString } from './string-writer.js'
import type { PutOffEntries, ValueWriter } from './value-writer.js'

/** Writes an object with a plain prototype: by the number of its shape, if it has one. */
export const writeRecord = (
  writer: ValueWriter,
  object: Record<string, unknown>,
  depth: number,
): void => {
  const { table } = writer
  let node: ShapeNode | undefined = writer.isPolluted ? undefined : table.root
  if (node !== undefined) {
    for (const key in object) {
      node = node.child(key, table)
      if (node === undefined) break
    }
  }
  const shape = node === undefined ? -1 : shapeOf(node, table)
  if (shape < 0) return writeOwnRecord(writer, object, Object.keys(object), depth)
  if (shape >= writer.shapes) writer.shapes = shape + 1
  if (shape < 32) {
    writer.bytes[writer.at++] = Tag.SHAPED_OBJECT_0 + shape
  } else {
    writer.bytes[writer.at++] = Tag.SHAPED_OBJECT
    writer.varint(shape)
  }
  const keys = table.keys[shape]
  let i = 0
  for (const key in object) {
    // A getter may have changed the object under the loop.
    if (key !== keys[i]) break
    writer.value(object[key], depth)
    i++
  }
  for (; i < keys.length; i++) {
    const key = keys[i]
    writer.value(Object.hasOwn(object, key) ? object[key] : undefined, depth)
  }
}

const shapeOf = (node: ShapeNode, table: Shapes): number =>
  node.shape >= 0 && node.epoch === table.epoch ? node.shape : table.meet(node)

/** An object with its keys beside it: the first of its shape, an instance of a class, a dictionary. */
export const writeOwnRecord = (
  writer: ValueWriter,
  object: object,
  keys: readonly string[],
  depth: number,
): void => {
  const identity = writer.lastIdentity
  writer.bytes[writer.at++] = Tag.OBJECT
  writeEntries(writer, { kind: 'object', identity, object, keys, from: 0, length: 0 }, depth)
}

/** Writes of an object only that it is there, and how many keys it has. */
export const putOffRecord = (writer: ValueWriter, object: object): void => {
  const keys = Object.keys(object)
  writer.bytes[writer.at++] = Tag.OBJECT
  writer.varint(keys.length)
  if (keys.length === 0) return
  const identity = writer.lastIdentity
  writer.cut({ kind: 'object', identity, object, keys, from: 0, length: 0 })
}

/** Writes a count, and so many keys with their items; what does not fit in the chunk is put off. */
export const writeEntries = (writer: ValueWriter, entries: PutOffEntries, depth: number): void => {
  const { keys, values } = entries
  const object = entries.object as Record<string, unknown>
  writer.varint(keys.length - entries.from)
  for (let { from } = entries; from < keys.length; from++) {
    if (writer.mustPutOff(depth - 1)) return writer.cut({ ...entries, from })
    writer.ensure(0)
    writeString(writer, keys[from])
    writer.value(values === undefined ? object[keys[from]] : values[from], depth)
  }
}
