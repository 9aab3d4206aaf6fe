/** Whether an array has properties besides its elements: no host tells at once, and one nearly does. */

/** What is used of Node's `util`, when there is one. */
type Inspect = (value: unknown, options: object) => string

const inspect = (
  globalThis as {
    process?: { getBuiltinModule?: (name: string) => { inspect?: Inspect } | undefined }
  }
).process?.getBuiltinModule?.('node:util')?.inspect

/** From this length on a look through `inspect` is cheaper than a copy (1 µs at any length). */
const INSPECTED = 64

const BRIEF = {
  maxArrayLength: 0,
  depth: 0,
  customInspect: false,
  breakLength: Infinity,
  colors: false,
  showHidden: false,
}

/** `[ ... 65536 more items ]`, and nothing behind it. */
const PLAIN = /^\[ \.\.\. \d+ more items \]$/

const byCopy = (array: readonly unknown[]): boolean => Object.values(array).length !== array.length

const looksPlain = (array: readonly unknown[]): boolean =>
  inspect !== undefined && PLAIN.test(inspect(array, BRIEF))

/** Whether `inspect` says what it is expected to; found out when it is first needed, as it makes a start longer. */
let isInspectUsable: boolean | undefined

/**
 * Whether an array without holes has own enumerable properties that are no elements. One with holes
 * may pass for one that has none.
 */
export const hasFurtherProperties = (array: readonly unknown[]): boolean => {
  if (array.length < INSPECTED) return byCopy(array)
  isInspectUsable ??= looksPlain(Array.from({ length: 99 }))
  return !(isInspectUsable && looksPlain(array)) && byCopy(array)
}
