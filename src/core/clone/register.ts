import { badOption, typeName } from '../errors.js'
import { callable, checkOptions, text } from '../options.js'
import { NAMES as ERRORS } from './error-value.js'
import { sharedClasses } from './registry.js'
import { NAMES as VIEWS } from './views.js'

/** How the instances of a class travel. */
export interface RegisterOptions<T extends object, D> {
  /** What both sides call the class. @default the name of the class */
  readonly name?: string
  /** Gives what stands for an instance: anything that can be sent, but not the instance itself. */
  readonly encode: (instance: T) => D
  /** Makes an instance of what `encode` gave on the other side. */
  readonly decode: (data: D) => T
}

const CHECKS = { name: text, encode: callable, decode: callable }

/** Classes of the language, whose instances the codec itself knows, or must refuse. */
const NATIVE = ['Object', 'Array', 'Function', 'Map', 'Set', 'Date', 'RegExp', 'ArrayBuffer']
  .concat(['SharedArrayBuffer', 'Number', 'String', 'Boolean', 'BigInt', 'Symbol', 'Promise'])
  .concat(['WeakMap', 'WeakSet', 'WeakRef'], ERRORS, VIEWS)

const isNative = (constructor: { readonly name: string }): boolean =>
  NATIVE.includes(constructor.name) &&
  (globalThis as Record<string, unknown>)[constructor.name] === constructor

/**
 * Lets the instances of a class arrive as instances. Both sides must register it, under one name, before
 * the first of them travels: best in the module that defines the class. A subclass is a class of its own.
 * A class that is registered again replaces the one of its name.
 * @throws TypeError for what is no class, and for an option that does not exist or does not fit
 */
export const register = <T extends object, D>(
  constructor: abstract new (...parameters: never[]) => T,
  options: RegisterOptions<T, D>,
): void => {
  const prototype: unknown = (constructor as { prototype?: unknown } | null | undefined)?.prototype
  if (
    typeof constructor !== 'function' ||
    typeof prototype !== 'object' ||
    prototype === null ||
    isNative(constructor)
  ) {
    throw badOption(`only a class of your own can be registered, not ${typeName(constructor)}`)
  }
  checkOptions('register', options, CHECKS)
  const { name = constructor.name, encode, decode } = options
  if (typeof encode !== 'function' || typeof decode !== 'function' || name === '') {
    throw badOption('a class is registered with a name, encode() and decode()')
  }
  sharedClasses().add(prototype, {
    name,
    encode: (instance) => encode(instance as T),
    decode: (data) => decode(data as D),
  })
}
