// Hot: bench/codec.
import { hasFurtherProperties } from './array-properties.js'
import { writeEntries } from './record-writer.js'
import { Limit, Tag } from './tags.js'
import type { PutOff, ValueWriter } from './value-writer.js'

/** Arrays of numbers from this length on are packed. */
const PACKED = 9

/** Up to this length the keys are the cheapest way to look at an array. */
const FEW = 8
const INDEXES = Array.from({ length: FEW }, (_, i) => String(i))

/** Up to this length a copy is. */
const COPIED = 64

// Taken at the start: the user's code may replace it.
const includes = Array.prototype.includes as (this: readonly unknown[], item: unknown) => boolean

/** Reads one element through a call site that has seen every kind of array (see the end of this file). */
const elementAt = (array: readonly unknown[], index: number): unknown => array[index]

/** Writes an array whose identity is known, in the shortest of its forms. */
export const writeArray = (writer: ValueWriter, array: readonly unknown[], depth: number): void => {
  const { length } = array
  if (length > COPIED || writer.mustPutOff(depth)) return writeLong(writer, array, depth)
  if (length > FEW) return writeCopied(writer, array, depth)
  const keys = Object.keys(array)
  // Indexes come first and in order, so these are all of them.
  if (keys.length !== length || (length > 0 && keys[length - 1] !== INDEXES[length - 1])) {
    return writeSparse(writer, array, keys, depth)
  }
  writeItems(writer, array, writer.lastIdentity, 0, length, depth)
}

const writeCopied = (writer: ValueWriter, array: readonly unknown[], depth: number): void => {
  const { length } = array
  // The copy tells whether there are further properties, and spares the caller's array the optimised
  // loads below, which would convert its elements for ever.
  const values: unknown[] = Object.values(array)
  if (values.length !== length || hasHoles(array)) {
    return writeSparse(writer, array, Object.keys(array), depth, values)
  }
  if (typeof values[0] === 'number') {
    if (writePacked(writer, values, 0, length, false) > 0) return
    writer.ensure(PACKED)
  }
  writeList(writer, values, depth)
}

/** Writes an array that is known to be dense and without further properties, and short. */
export const writeList = (writer: ValueWriter, list: readonly unknown[], depth: number): void => {
  const { length } = list
  const identity = writer.lastIdentity
  writer.bytes[writer.at++] = Tag.ARRAY
  writer.varint(length)
  for (let from = 0; from < length; from++) {
    if (writer.mustPutOff(depth)) {
      return writer.cut({ kind: 'array', identity, object: list, from, length })
    }
    writer.value(list[from], depth + 1)
  }
}

const writeLong = (writer: ValueWriter, array: readonly unknown[], depth: number): void => {
  const { length } = array
  // Numbers all the way are no holes, and need not be looked at for them.
  const packed = length > 0 && typeof elementAt(array, 0) === 'number'
  if (hasFurtherProperties(array) || (!packed && hasHoles(array))) {
    return writeSparse(writer, array, Object.keys(array), depth)
  }
  const parted = writer.mustPutOff(depth) || (writer.streams && length > Limit.PACKED)
  if (packed && !parted) {
    if (writePacked(writer, array, 0, length, false) > 0) return
    writer.ensure(PACKED)
  }
  if (packed && hasHoles(array)) return writeSparse(writer, array, Object.keys(array), depth)
  const identity = writer.lastIdentity
  if (!parted) return writeItems(writer, array, identity, 0, length, depth)
  writer.bytes[writer.at++] = Tag.ARRAY
  writer.varint(length)
  if (length > 0) writer.cut({ kind: 'array', identity, object: array, from: 0, length })
}

/** Writes the elements from one on, or as many as the chunk takes. */
export const writeArrayParts = (
  writer: ValueWriter,
  { object, identity, from, length }: PutOff & { readonly kind: 'array' },
  depth: number,
): void => {
  if (length - from >= PACKED && typeof elementAt(object, from) === 'number') {
    const most = writer.streams ? Math.min(length - from, Limit.PACKED) : length - from
    const next = from + writePacked(writer, object, from, most, true)
    if (next === length) return
    if (next > from) {
      return writer.putOffParts({ kind: 'array', identity, object, from: next, length })
    }
    writer.ensure(PACKED)
  }
  writeItems(writer, object, identity, from, length, depth)
}

const writeItems = (
  writer: ValueWriter,
  array: readonly unknown[],
  identity: number,
  from: number,
  length: number,
  depth: number,
): void => {
  writer.bytes[writer.at++] = Tag.ARRAY
  writer.varint(length - from)
  for (; from < length; from++) {
    if (writer.mustPutOff(depth)) {
      return writer.cut({ kind: 'array', identity, object: array, from, length })
    }
    writer.value(elementAt(array, from), depth + 1)
  }
}

/** Bytes of the tag and the count in front of packed numbers. */
const HEAD = 6

/**
 * Writes up to `count` numbers packed and gives how many; 0 where that would not be all of them and
 * `partly` is not allowed, or too few to be worth it.
 */
const writePacked = (
  writer: ValueWriter,
  array: readonly unknown[],
  from: number,
  count: number,
  partly: boolean,
): number => {
  writer.ensure(HEAD + count * 4)
  const start = writer.at
  const { view } = writer
  let i = 0
  for (let at = start + HEAD; i < count; i++, at += 4) {
    const element = elementAt(array, from + i)
    if (typeof element !== 'number') break
    const int = element | 0
    if (int !== element || (int === 0 && 1 / element < 0)) break
    view.setInt32(at, int, true)
  }
  if (i === count || typeof elementAt(array, from + i) !== 'number') {
    return finishPacked(writer, Tag.INT32_ARRAY, i, count, 4, partly)
  }
  return writeFloats(writer, array, from, i, count, partly)
}

/** The same, when the first `ints` of them lie there as integers and the next one is none. */
const writeFloats = (
  writer: ValueWriter,
  array: readonly unknown[],
  from: number,
  ints: number,
  count: number,
  partly: boolean,
): number => {
  const start = writer.at
  // What lies there must move along.
  writer.at += HEAD + ints * 4
  writer.ensure(count * 8 - ints * 4)
  writer.at = start
  const { view } = writer
  const base = writer.at + HEAD
  for (let i = ints - 1; i >= 0; i--) {
    view.setFloat64(base + i * 8, view.getInt32(base + i * 4, true), true)
  }
  let i = ints
  for (let at = base + i * 8; i < count; i++, at += 8) {
    const element = elementAt(array, from + i)
    if (typeof element !== 'number') break
    view.setFloat64(at, element, true)
  }
  return finishPacked(writer, Tag.FLOAT64_ARRAY, i, count, 8, partly)
}

const finishPacked = (
  writer: ValueWriter,
  tag: number,
  done: number,
  count: number,
  size: number,
  partly: boolean,
): number => {
  if (done < count && (!partly || done < PACKED)) return 0
  const { bytes, at } = writer
  bytes[at] = tag
  // A varint of full length, because the numbers stood behind it before their count was known.
  for (let i = 0; i < 4; i++) bytes[at + 1 + i] = ((done >>> (7 * i)) & 127) | 128
  bytes[at + 5] = done >>> 28
  writer.at = at + HEAD + done * size
  return done
}

const writeSparse = (
  writer: ValueWriter,
  array: readonly unknown[],
  keys: readonly string[],
  depth: number,
  values?: readonly unknown[],
): void => {
  const identity = writer.lastIdentity
  const { length } = array
  writer.bytes[writer.at++] = Tag.SPARSE_ARRAY
  writer.varint(length)
  const entries = {
    kind: 'sparse',
    identity,
    object: array,
    keys,
    values,
    from: 0,
    length,
  } as const
  writeEntries(writer, entries, depth + 1)
}

const hasHoles = (array: readonly unknown[]): boolean => {
  if (!includes.call(array, undefined)) return false
  for (let i = 0; i < array.length; i++) if (!Object.hasOwn(array, i)) return true
  return false
}

// A load that has seen only a few kinds of arrays gets optimised into one that converts the elements of
// every array it meets next, the caller's included. One that has seen about everything stays as it is:
// the six kinds of arrays alone were not enough (test-node/unit/engine.test.ts). `array.at(index)` is
// faster until it has seen four kinds, and five times slower from then on (bench/codec).
const holed = <T>(...items: T[]): T[] => {
  const array = [...items]
  array.length++
  return array
}
const samples: readonly object[] = [
  [1],
  [1.5],
  ['a'],
  holed(1),
  holed(1.5),
  holed({}),
  { 0: 1 },
  { 0: 1, a: 1 },
  { 0: 1, b: 1 },
]
for (const sample of samples) {
  for (let i = 0; i < 300; i++) elementAt(sample as readonly unknown[], 0)
}
