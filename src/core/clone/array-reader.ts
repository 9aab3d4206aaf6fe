// Hot: bench/codec.
import { Tag } from './tags.js'
import type { ValueReader } from './value-reader.js'

/** Arrays up to this length are made in one piece: growing would set aside room for seventeen. */
const SHORT = 8

export const readArray = (reader: ValueReader): unknown[] => {
  const length = reader.varint()
  if (length > SHORT) {
    const array = reader.keep<unknown[]>([])
    return readItems(reader, array, reader.lastIdentity, length)
  }
  const array = reader.keep(blank(length))
  const identity = reader.lastIdentity
  reader.enter()
  for (let i = 0; i < length; i++) {
    if (reader.ends(Tag.CUT)) {
      array.length = i
      reader.owe(identity, { kind: 'array', object: array, missing: length - i })
      break
    }
    array[i] = reader.value()
  }
  reader.nesting--
  return array
}

/** Appends so many items to an array, or those of them that are here. */
export const readItems = (
  reader: ValueReader,
  array: unknown[],
  identity: number,
  length: number,
): unknown[] => {
  reader.enter()
  for (let i = 0; i < length; i++) {
    if (reader.ends(Tag.CUT)) {
      reader.owe(identity, { kind: 'array', object: array, missing: length - i })
      break
    }
    array.push(reader.value())
  }
  reader.nesting--
  return array
}

/** Appends packed numbers to an array. */
export const readPacked = (reader: ValueReader, array: unknown[], tag: number): unknown[] => {
  const size = tag === Tag.INT32_ARRAY ? 4 : 8
  const length = reader.count(size)
  const { view } = reader
  let at = reader.take(length * size)
  let i = array.length
  const end = i + length
  // Twice as fast as to push them.
  array.length = end
  if (size === 4) for (; i < end; i++, at += 4) array[i] = view.getInt32(at, true)
  else for (; i < end; i++, at += 8) array[i] = view.getFloat64(at, true)
  return array
}

export const readSparse = (reader: ValueReader, array: unknown[], identity: number): unknown[] => {
  const length = reader.varint()
  setLength(array, length)
  reader.entries(array, identity, 'sparse')
  if (array.length !== length) reader.fail('an item beyond the length of its array')
  return array
}

/** Holes from here on are not worth memory of their own. */
const HOLES = 1024

/** Makes an array that long, of holes: without memory for them, which a peer could ask for cheaply. */
const setLength = (array: unknown[], length: number): void => {
  if (length > HOLES) {
    // An element far behind the others makes the engine keep a dictionary.
    array[length - 1] = undefined
    // oxlint-disable-next-line no-array-delete -- a hole is what is wanted
    delete array[length - 1]
  }
  array.length = length
}

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
