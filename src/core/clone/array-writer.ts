// Hot: bench/codec.
import { Tag } from './tags.js'
import type { ValueWriter } from './value-writer.js'

/** Arrays of numbers from this length on are packed. */
const PACKED = 8

/** Reads one element through a call site that has seen every kind of array (see the end of this file). */
const elementAt = (array: readonly unknown[], index: number): unknown => array[index]

/** Writes an array whose identity is known, in the shortest of its forms. */
export const writeArray = (writer: ValueWriter, array: readonly unknown[], depth: number): void => {
  const { length } = array
  if (length >= PACKED && typeof elementAt(array, 0) === 'number' && writePacked(writer, array))
    return
  // A copy: it tells whether there are further properties, reads each getter once, and spares the
  // caller's array the optimised loads below, which would convert its elements for ever.
  const values: unknown[] = Object.values(array)
  if (values.length !== length || (array.includes(undefined) && !isDense(array))) {
    return writeSparse(writer, array, depth)
  }
  writer.bytes[writer.at++] = Tag.ARRAY
  writer.varint(length)
  for (let i = 0; i < length; i++) writer.value(values[i], depth)
}

const writePacked = (writer: ValueWriter, array: readonly unknown[]): boolean => {
  const { length } = array
  let ints = true
  for (let i = 0; i < length; i++) {
    const element = elementAt(array, i)
    if (typeof element !== 'number') return false
    if (ints && ((element | 0) !== element || (element === 0 && 1 / element < 0))) ints = false
  }
  // Ten times faster than their keys, which would be made into strings (bench of 64 Ki numbers).
  if (Object.values(array).length !== length) return false
  writer.bytes[writer.at++] = ints ? Tag.INT32_ARRAY : Tag.FLOAT64_ARRAY
  writer.varint(length)
  writer.ensure(length * 8)
  const { view } = writer
  let { at } = writer
  if (ints) {
    for (let i = 0; i < length; i++, at += 4) view.setInt32(at, elementAt(array, i) as number, true)
  } else {
    for (let i = 0; i < length; i++, at += 8) {
      view.setFloat64(at, elementAt(array, i) as number, true)
    }
  }
  writer.at = at
  return true
}

const writeSparse = (writer: ValueWriter, array: readonly unknown[], depth: number): void => {
  const keys = Object.keys(array)
  writer.bytes[writer.at++] = Tag.SPARSE_ARRAY
  writer.varint(array.length)
  writer.entries(array as unknown as Record<string, unknown>, keys, depth)
}

const isDense = (array: readonly unknown[]): boolean => {
  for (let i = 0; i < array.length; i++) if (!Object.hasOwn(array, i)) return false
  return true
}

// A load that has seen only one kind of array gets optimised into one that converts the elements of
// every array it meets next, the caller's included. Having seen all kinds, it stays as it is.
const holed = <T>(...items: T[]): T[] => {
  const array = [...items]
  array.length++
  return array
}
const samples = [[1], [1.5], ['a'], [{}], [], [null], [1n], holed(1), holed(1.5), holed({})]
for (const sample of samples) for (let i = 0; i < 300; i++) elementAt(sample, 0)
