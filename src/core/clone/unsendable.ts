import type { Travel } from '../attachments.js'
import { notCloneable, typeName } from '../errors.js'
import { unreachable } from '../unreachable.js'
import { Kind, kindOf } from './kind.js'
import type { ClassRegistry } from './registry.js'
import { Limit } from './tags.js'
import { isOutOfBounds } from './views.js'

/** Whether an object may travel beside the bytes: see `Transport.attach`. */
export type Attach = (value: object) => Travel

/** Nothing travels beside the bytes. */
export const attachNothing: Attach = () => false

/** Thrown inside the encoder; the caller sees a `TypeError` with the path. */
export class Unsendable {
  readonly what: string
  /** Whether it only stands too deep to be written in one go. */
  readonly deep: boolean

  constructor(what: string, deep = false) {
    this.what = what
    this.deep = deep
  }

  static tooDeep(): Unsendable {
    return new Unsendable('nested too deeply', true)
  }

  static of(value: object): Unsendable {
    if (typeof (value as { next?: unknown }).next === 'function') {
      return new Unsendable('an iterator, which can only be passed, returned or yielded on its own')
    }
    const name = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)
      ?.constructor?.name
    return new Unsendable(
      typeof name === 'string' && name !== '' && name !== 'Object'
        ? `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
        : typeName(value),
    )
  }
}

export const OUT_OF_BOUNDS = 'a view that reaches beyond the end of its buffer'
export const HUGE_BIGINT = 'a BigInt of more than a million bits'

const registeredClass = (value: object, classes: ClassRegistry) =>
  classes.size === 0 ? undefined : classes.of(Object.getPrototypeOf(value) as object | null)

const isHuge = (value: bigint): boolean =>
  BigInt.asIntN(Limit.BIGINT_LIMBS * 64, value) !== value &&
  (value < 0n ? -value : value) >> BigInt(Limit.BIGINT_LIMBS * 64) > 0n

const why = (value: unknown, attach: Attach, classes: ClassRegistry): Unsendable | undefined => {
  if (typeof value === 'bigint') return isHuge(value) ? new Unsendable(HUGE_BIGINT) : undefined
  if (typeof value === 'function' || typeof value === 'symbol') {
    return new Unsendable(`a ${typeof value}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (registeredClass(value, classes) !== undefined) return undefined
  const kind = kindOf(value)
  if (kind === Kind.ARRAY_BUFFER && isDetached(value as ArrayBuffer)) {
    return new Unsendable('a detached ArrayBuffer')
  }
  if (kind === Kind.VIEW && isOutOfBounds(value as ArrayBufferView)) {
    return new Unsendable(OUT_OF_BOUNDS)
  }
  const travel = attach(value)
  if (travel === 'refused') return Unsendable.of(value)
  return kind === Kind.REFUSED && travel === false ? Unsendable.of(value) : undefined
}

/** Whether the memory of a buffer was transferred away. */
export const isDetached = (buffer: ArrayBufferLike): boolean => {
  if (buffer.byteLength > 0) return false
  try {
    return new Uint8Array(buffer).length > 0
  } catch {
    return true
  }
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/

const step = (parent: unknown, key: string): string =>
  IDENTIFIER.test(key) && !(Array.isArray(parent) && /^\d/.test(key))
    ? `.${key}`
    : Array.isArray(parent) && /^\d+$/.test(key)
      ? `[${key}]`
      : `[${JSON.stringify(key)}]`

interface Place {
  readonly value: unknown
  readonly path: string
}

/** What stands inside a value, with the way to it. Errors are passed over: they always arrive. */
const inside = function* (value: object, path: string, classes: ClassRegistry): Generator<Place> {
  const registered = registeredClass(value, classes)
  if (registered !== undefined) {
    yield { value: registered.encode(value), path: `${path}.encode()` }
    return
  }
  const kind = Array.isArray(value) ? Kind.PLAIN : kindOf(value)
  switch (kind) {
    case Kind.MAP: {
      let i = 0
      for (const [key, item] of Map.prototype.entries.call(value)) {
        yield { value: key, path: `${path}.keys()[${i}]` }
        const name = typeof key === 'string' ? JSON.stringify(key) : `keys()[${i}]`
        yield { value: item, path: `${path}.get(${name})` }
        i++
      }
      return
    }
    case Kind.SET: {
      let i = 0
      for (const item of Set.prototype.values.call(value)) {
        yield { value: item, path: `${path}.values()[${i++}]` }
      }
      return
    }
    case Kind.VIEW:
      yield { value: (value as ArrayBufferView).buffer, path: `${path}.buffer` }
      return
    case Kind.REGEXP:
      yield { value: (value as RegExp).lastIndex, path: `${path}.lastIndex` }
      return
    case Kind.PLAIN:
      for (const key of Object.keys(value)) {
        yield { value: (value as Record<string, unknown>)[key], path: path + step(value, key) }
      }
      return
    case Kind.DATE:
    case Kind.ARRAY_BUFFER:
    case Kind.ERROR:
    case Kind.BOXED:
    case Kind.REFUSED:
      return
    default:
      unreachable(kind)
  }
}

/** Whether it is always encoded, and never asked about. */
const isOrdinary = (value: object): boolean => {
  if (Array.isArray(value)) return true
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === Object.prototype || prototype === null
}

/** The first thing inside a value that cannot be sent. Slow, and only used when something is wrong. */
export const findUnsendable = (
  root: unknown,
  path: string,
  attach: Attach,
  classes: ClassRegistry,
): { path: string; what: string } | undefined => {
  const seen = new Set<object>()
  // Depth first with a stack of its own: a value may be deeper than the engine's.
  const stack: Iterator<Place>[] = [[{ value: root, path }].values()]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { done, value: place } = top.next() as IteratorResult<Place, undefined>
    if (done || place === undefined) {
      stack.pop()
      continue
    }
    const fault = why(place.value, attach, classes)
    if (fault !== undefined) return { path: place.path, what: fault.what }
    const { value } = place
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (isOrdinary(value) || attach(value) === false) stack.push(inside(value, place.path, classes))
  }
  return undefined
}

/** The error that a caller sees: it names the way to what cannot be sent. Any other stays as it is. */
export const explain = (
  error: unknown,
  value: unknown,
  path: string,
  { attach, classes }: { readonly attach: Attach; readonly classes: ClassRegistry },
): unknown => {
  if (!(error instanceof Unsendable)) return error
  let found
  try {
    found = findUnsendable(value, path, attach, classes)
  } catch {
    // A getter that throws now, or is gone: the way to the culprit is not known.
  }
  return notCloneable(found?.path ?? path, found?.what ?? error.what)
}
