import { notAFunction, promiseOfItself, typeName } from '../errors.js'

/** What a loader makes of a module: its exports by name. */
export type Namespace = Readonly<Record<string, unknown>>

/** A module behind a property, because a namespace that exports `then` would pass for a promise. */
export interface LoadedModule {
  readonly namespace: Namespace
}

/** A function to call, and what `this` is in it. */
export interface Target {
  readonly holder: unknown
  readonly run: (...parameters: unknown[]) => unknown
}

type Callable = Target['run']

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

const ownOrInherited = (object: object, name: string): unknown =>
  // What every object has is no export.
  name in Object.prototype || (typeof object === 'function' && name in Function.prototype)
    ? Object.getOwnPropertyDescriptor(object, name)?.value
    : (object as Record<string, unknown>)[name]

/** A getter that throws is no function. */
const isFunction = (object: object, name: string): boolean => {
  try {
    return typeof (object as Record<string, unknown>)[name] === 'function'
  } catch {
    return false
  }
}

/** The names of a module's functions, those of a CommonJS module's exports included. */
export const functionNames = (namespace: Namespace): string[] => {
  const names = new Set<string>()
  const base = namespace['default']
  for (const object of [namespace, isObject(base) ? base : {}]) {
    for (const name of Object.keys(object)) {
      if (name === 'module.exports') continue
      if (isFunction(object, name)) names.add(name)
    }
  }
  return [...names].toSorted()
}

/**
 * Finds an export: the module's own, or a property of its default export, because a loader sees of a
 * CommonJS module only those names that are written out in its text.
 * @throws TypeError that names the functions that there are
 */
export const findFunction = (namespace: Namespace, module: string, name: string): Target => {
  const base = namespace['default']
  if (Object.hasOwn(namespace, name) && name !== 'module.exports') {
    const found = namespace[name]
    if (typeof found === 'function') {
      // An export of CommonJS may use `this` for its neighbours.
      const holder = isObject(base) && ownOrInherited(base, name) === found ? base : undefined
      return { holder, run: found as Callable }
    }
    const inner = name === 'default' && isObject(found) ? esModuleDefault(found) : undefined
    if (inner !== undefined) return { holder: found, run: inner }
    throw notAFunction(module, name, typeName(found), functionNames(namespace))
  }
  const found = isObject(base) ? ownOrInherited(base, name) : undefined
  if (typeof found === 'function') return { holder: base, run: found as Callable }
  throw notAFunction(module, name, typeName(found), functionNames(namespace))
}

/** The default export of an ES module that was compiled to CommonJS. */
const esModuleDefault = (exports: object): Callable | undefined => {
  const { __esModule: compiled, default: inner } = exports as Record<string, unknown>
  return compiled === true && typeof inner === 'function' ? (inner as Callable) : undefined
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  // Not whatever has a `then`: a CommonJS module may export a function of that name.
  value instanceof Promise || Object.prototype.toString.call(value) === '[object Promise]'

const isNamespace = (value: unknown): value is Namespace =>
  Object.prototype.toString.call(value) === '[object Module]'

/** Which namespaces are meant by what loaders of the user's were given. */
const given = new WeakMap<object, Namespace>()

/** A namespace as anyone may await it: one that exports `then` would pass for a promise. */
export const awaitable = (namespace: Namespace): Namespace => {
  const { then, ...others } = namespace
  const shown = typeof then === 'function' ? others : namespace
  given.set(shown, namespace)
  return shown
}

/** What a loader came to, as a module: a namespace as it is, anything else as the default export. */
export const namespaceOf = (value: unknown): LoadedModule => {
  if (isNamespace(value)) return { namespace: value }
  return { namespace: given.get(value as object) ?? { default: value } }
}

/** What an ES module that was compiled to CommonJS exports by default counts, too. */
const promiseOf = ({ default: base }: Namespace): PromiseLike<unknown> | undefined => {
  if (isPromise(base)) return base
  if (!isObject(base) || (base as Namespace)['__esModule'] !== true) return undefined
  const { default: inner } = base as Namespace
  return isPromise(inner) ? inner : undefined
}

/** A module whose default export is a promise is what that comes to. */
export const awaitDefault = async (module: LoadedModule): Promise<LoadedModule> => {
  let { namespace } = module
  const seen = new Set<unknown>()
  for (let promise = promiseOf(namespace); promise !== undefined; promise = promiseOf(namespace)) {
    // It would be awaited for ever, and nothing else done.
    if (seen.has(promise)) throw promiseOfItself()
    seen.add(promise)
    ;({ namespace } = namespaceOf(await promise))
  }
  return { namespace }
}
