/** Whether two values are alike in everything that the codec promises; the way to the first difference. */
export const difference = (a: unknown, b: unknown): string | undefined =>
  compare(a, b, 'value', new Map())

const tagOf = (value: object) => Object.prototype.toString.call(value)

/** Where some engines note, beside the stack, by which line an error was made. They stay behind. */
const PLACES = Object.getOwnPropertyNames(new Error()).filter((key) => key !== 'stack')

/** The own properties with what reading them gives: `stack` is an accessor on some engines, on some an inherited one. */
const descriptors = (value: object): Map<string, PropertyDescriptor> => {
  const own = Object.entries(Object.getOwnPropertyDescriptors(value)).map(
    ([key, { enumerable }]) => [key, enumerable === true] as const,
  )
  const inherits = value instanceof Error && 'stack' in value && !Object.hasOwn(value, 'stack')
  const all = inherits ? [...own, ['stack', false] as const] : own
  return new Map(
    all.map(([key, enumerable]) => [
      key,
      { enumerable, value: (value as Record<string, unknown>)[key] },
    ]),
  )
}

const compare = (
  a: unknown,
  b: unknown,
  path: string,
  seen: Map<object, object>,
): string | undefined => {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    return Object.is(a, b) ? undefined : `${path}: ${String(a)} became ${String(b)}`
  }
  const known = seen.get(a)
  if (known !== undefined) return known === b ? undefined : `${path}: lost its identity`
  seen.set(a, b)
  if (tagOf(a) !== tagOf(b)) return `${path}: ${tagOf(a)} became ${tagOf(b)}`
  return compareSlots(a, b, path, seen) ?? compareProperties(a, b, path, seen)
}

const compareSlots = (
  a: object,
  b: object,
  path: string,
  seen: Map<object, object>,
): string | undefined => {
  if (a instanceof Date) return compare(a.getTime(), (b as Date).getTime(), path, seen)
  if (a instanceof RegExp) return compare(a.toString(), (b as RegExp).toString(), path, seen)
  if (a instanceof Map) {
    return compare(
      [...a].flat(1),
      [...(b as Map<unknown, unknown>)].flat(1),
      `${path}.entries`,
      seen,
    )
  }
  if (a instanceof Set) return compare([...a], [...(b as Set<unknown>)], `${path}.values`, seen)
  if (a instanceof ArrayBuffer) {
    return compareBytes(new Uint8Array(a), new Uint8Array(b as ArrayBuffer), path)
  }
  if (ArrayBuffer.isView(a)) {
    const other = b as ArrayBufferView
    if (a.constructor !== other.constructor) return `${path}: another type of view`
    if (a.byteLength !== other.byteLength) return `${path}: another length`
    if (a.constructor.name === 'Buffer') {
      return compareBytes(a as Uint8Array, other as Uint8Array, path)
    }
    if (a.byteOffset !== other.byteOffset) return `${path}: another offset`
    return compare(a.buffer, other.buffer, `${path}.buffer`, seen)
  }
  if (a instanceof Error && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
    return `${path}: another class of error`
  }
  if (/^\[object (?:Number|String|Boolean|BigInt)\]$/.test(tagOf(a))) {
    return compare(a.valueOf(), b.valueOf(), path, seen)
  }
  return undefined
}

const compareBytes = (a: Uint8Array, b: Uint8Array, path: string): string | undefined =>
  a.length === b.length && a.every((byte, i) => byte === b[i]) ? undefined : `${path}: other bytes`

const compareProperties = (
  a: object,
  b: object,
  path: string,
  seen: Map<object, object>,
): string | undefined => {
  if (ArrayBuffer.isView(a)) return undefined
  const others = descriptors(b)
  for (const [key, { value, enumerable }] of descriptors(a)) {
    if (a instanceof Error && PLACES.includes(key)) continue
    const other = others.get(key)
    if (other === undefined) return `${path}.${key}: is missing`
    if (other.enumerable !== enumerable) return `${path}.${key}: another enumerability`
    const found = compare(value, other.value, `${path}.${key}`, seen)
    if (found !== undefined) return found
    others.delete(key)
  }
  const [more] = others.keys()
  return more === undefined ? undefined : `${path}.${more}: was never there`
}
