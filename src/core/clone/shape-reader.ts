/** How a decoder makes the objects of one shape. */

/** What a compiled reader needs of its decoder. */
export interface ItemReader {
  value(): unknown
  keep(object: object): object
}
type Read = (reader: ItemReader) => object

/** A compiled reader of one shape is worth its making after so many objects. */
const COMPILED_AFTER = 64

/** Characters of all keys together up to which a shape is compiled. */
const LONGEST = 2000

/**
 * Code from strings is tried on Node only: a page's policy may forbid it, and then every try is
 * reported to the page's owner. Records decode in half the time with it (docs/decisions.md).
 */
let allowed =
  (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !==
  undefined

/** What was compiled before: connections come and go, the keys of a program stay. */
const compiled = new Map<string, Read>()
const MOST_COMPILED = 1000

const compile = (keys: readonly string[]): Read | undefined => {
  if (!allowed || keys.reduce((sum, key) => sum + key.length, 0) > LONGEST) return undefined
  const id = JSON.stringify(keys)
  const known = compiled.get(id)
  if (known !== undefined || compiled.size >= MOST_COMPILED) return known
  const read = compileNew(keys)
  if (read !== undefined) compiled.set(id, read)
  return read
}

const compileNew = (keys: readonly string[]): Read | undefined => {
  const names = keys.map((key) => JSON.stringify(key))
  const blank = names.map((name) => `${name}: undefined`).join(', ')
  const reads = names.map((name) => `object[${name}] = reader.value()`).join('; ')
  try {
    // The object is there before its properties are, because they may refer to it.
    // oxlint-disable-next-line no-implied-eval, no-new-func -- keys are quoted, and where it is forbidden the loop below serves
    return new Function(
      'reader',
      `const object = { ${blank} }; reader.keep(object); ${reads}; return object`,
    ) as Read
  } catch {
    allowed = false
    return undefined
  }
}

/** The keys of a shape, with the fastest way to read its objects. */
export class ShapeReader {
  readonly keys: readonly string[]
  /** Whether assigning the keys meets nothing that is inherited. */
  readonly safe: boolean
  private left = COMPILED_AFTER
  private compiled: Read | undefined

  constructor(keys: readonly string[]) {
    this.keys = keys
    this.safe = keys.every((key) => !(key in Object.prototype))
  }

  /** The compiled reader, if there is one by now. */
  get fast(): Read | undefined {
    if (this.left > 0 && --this.left === 0 && this.safe) this.compiled = compile(this.keys)
    return this.compiled
  }
}
