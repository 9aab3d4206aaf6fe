import { unreachable } from '../unreachable.js'

/** What kind of object a value is to the codec, told by its internal slots and not by its looks. */
export const Kind = {
  PLAIN: 0,
  DATE: 1,
  REGEXP: 2,
  MAP: 3,
  SET: 4,
  ARRAY_BUFFER: 5,
  VIEW: 6,
  ERROR: 7,
  BOXED: 8,
  REFUSED: 9,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

const getter = (prototype: object, name: PropertyKey) =>
  Object.getOwnPropertyDescriptor(prototype, name)!.get as (this: unknown) => unknown

const mapSize = getter(Map.prototype, 'size') as (this: unknown) => number
const setSize = getter(Set.prototype, 'size') as (this: unknown) => number
const byteLength = getter(ArrayBuffer.prototype, 'byteLength')
const getTime = Date.prototype.getTime
const regexpFlag = getter(RegExp.prototype, 'global')

const byPrototype = new Map<object, Kind>([
  [Object.prototype, Kind.PLAIN],
  [Date.prototype, Kind.DATE],
  [RegExp.prototype, Kind.REGEXP],
  [Map.prototype, Kind.MAP],
  [Set.prototype, Kind.SET],
  [ArrayBuffer.prototype, Kind.ARRAY_BUFFER],
  [Object.getPrototypeOf(Uint8Array.prototype) as object, Kind.VIEW],
  [DataView.prototype, Kind.VIEW],
  [Error.prototype, Kind.ERROR],
  [Number.prototype, Kind.BOXED],
  [String.prototype, Kind.BOXED],
  [Boolean.prototype, Kind.BOXED],
  [BigInt.prototype, Kind.BOXED],
  [Symbol.prototype, Kind.REFUSED],
  [Promise.prototype, Kind.REFUSED],
  [WeakMap.prototype, Kind.REFUSED],
  [WeakSet.prototype, Kind.REFUSED],
])

// What not every host has, and the hidden prototypes of generators and of built-in iterators.
const iteratorPrototype: object = Object.getPrototypeOf(Object.getPrototypeOf([].values()))
const asyncIteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})()) as object),
)
for (const prototype of [iteratorPrototype, asyncIteratorPrototype]) {
  byPrototype.set(prototype, Kind.REFUSED)
}
const host = globalThis as Record<string, unknown>
const refuse = (names: readonly string[]): void => {
  for (const name of names) {
    const constructor = host[name]
    if (typeof constructor === 'function') byPrototype.set(constructor.prototype, Kind.REFUSED)
  }
}
refuse(['SharedArrayBuffer', 'WeakRef', 'FinalizationRegistry'])

/** What a host loads only when its name is used, and takes milliseconds for. By its look alone, a port of Node is any object. */
let late: readonly string[] | undefined = ['MessagePort', 'ReadableStream']

/** For objects of another realm, whose prototypes are not ours. */
const byName: Record<string, Kind> = {
  '[object Date]': Kind.DATE,
  '[object RegExp]': Kind.REGEXP,
  '[object Map]': Kind.MAP,
  '[object Set]': Kind.SET,
  '[object ArrayBuffer]': Kind.ARRAY_BUFFER,
  '[object Error]': Kind.ERROR,
  '[object Number]': Kind.BOXED,
  '[object String]': Kind.BOXED,
  '[object Boolean]': Kind.BOXED,
  '[object BigInt]': Kind.BOXED,
  '[object Symbol]': Kind.REFUSED,
  '[object Promise]': Kind.REFUSED,
  '[object WeakMap]': Kind.REFUSED,
  '[object WeakSet]': Kind.REFUSED,
  '[object WeakRef]': Kind.REFUSED,
  '[object MessagePort]': Kind.REFUSED,
  '[object ReadableStream]': Kind.REFUSED,
  '[object SharedArrayBuffer]': Kind.REFUSED,
  '[object Generator]': Kind.REFUSED,
  '[object AsyncGenerator]': Kind.REFUSED,
}

/** The primitive inside a boxed one; throws for anything else. */
export const unbox = (value: object): number | string | boolean | bigint => {
  for (const { prototype } of [Number, String, Boolean, BigInt]) {
    try {
      return (prototype.valueOf as (this: object) => number | string | boolean | bigint).call(value)
    } catch {
      // Not this one.
    }
  }
  throw new TypeError('not a boxed primitive')
}

/** Whether the value has the slots that its kind promises; a proxy of a `Map` has none of a `Map`. */
const verified = (value: object, kind: Kind): boolean => {
  try {
    switch (kind) {
      case Kind.DATE:
        getTime.call(value)
        return true
      case Kind.REGEXP:
        regexpFlag.call(value)
        return true
      case Kind.MAP:
        mapSize.call(value)
        return true
      case Kind.SET:
        setSize.call(value)
        return true
      case Kind.ARRAY_BUFFER:
        byteLength.call(value)
        return true
      case Kind.BOXED:
        unbox(value)
        return true
      case Kind.VIEW:
        return ArrayBuffer.isView(value)
      case Kind.PLAIN:
      case Kind.ERROR:
      case Kind.REFUSED:
        return true
      default:
        return unreachable(kind)
    }
  } catch {
    return false
  }
}

/** The kind of anything but an array or an object whose prototype is plain. */
export const kindOf = (value: object): Kind => {
  if (ArrayBuffer.isView(value)) return Kind.VIEW
  for (
    let prototype = Object.getPrototypeOf(value) as object | null;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const kind = byPrototype.get(prototype)
    // A look without the slots is a proxy or an impostor: better refused than sent as `{}`.
    if (kind !== undefined && kind !== Kind.PLAIN)
      return verified(value, kind) ? kind : Kind.REFUSED
  }
  if (late !== undefined) {
    refuse(late)
    late = undefined
    return kindOf(value)
  }
  const kind = byName[Object.prototype.toString.call(value)]
  return kind !== undefined && verified(value, kind) ? kind : Kind.PLAIN
}
