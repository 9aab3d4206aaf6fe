import { checkOptions } from '../options.js'
import { badOption, typeName } from '../errors.js'

/** Options of single calls. There are none yet. */
export type CallOptions = Readonly<Record<string, never>>

type AnyFunction = (...parameters: never[]) => unknown

type RemoteFunction<F> = F extends (...parameters: infer P) => infer R
  ? (...parameters: P) => Promise<Awaited<R>>
  : never

type LocalName = 'then' | 'toJSON' | 'toString' | 'valueOf'

/**
 * A module as it is called from here: its functions, each returning a promise. Exports that are no
 * functions are absent; so are those named `then`, `toJSON`, `toString` and `valueOf`, which the language
 * itself would call: `invoke.call` reaches them.
 */
export type Remote<M> = {
  readonly [
    K in keyof M as M[K] extends AnyFunction ? Exclude<K, LocalName | symbol> : never
  ]: RemoteFunction<M[K]>
} & ((options: CallOptions) => Remote<M>)

/** Makes one call of an export; a name of `null` loads the module only. */
export type CallExport = (name: string | null, parameters: readonly unknown[]) => Promise<unknown>

const CALL_OPTIONS = {}

/**
 * What the language itself reads of any object must call nobody: `await` reads `then`, `JSON.stringify`
 * reads `toJSON`, and a template string the other two.
 */
const LOCAL: Readonly<Record<string, unknown>> = {
  then: undefined,
  toJSON: undefined,
  toString: () => '[object Module]',
  valueOf() {
    return this
  },
}

const callers = new WeakMap<object, CallExport>()

/** The proxy of a module. It makes calls and does nothing else: nothing is loaded before the first. */
export const createModule = <M>(call: CallExport): Remote<M> => {
  // One function per export, so that `module.add === module.add`.
  const functions = new Map<string, (...parameters: unknown[]) => Promise<unknown>>()
  const proxy = new Proxy(() => undefined, {
    get: (_target, name) => {
      if (typeof name !== 'string') return undefined
      if (Object.hasOwn(LOCAL, name)) return LOCAL[name]
      let made = functions.get(name)
      if (made === undefined) {
        made = (...parameters) => call(name, parameters)
        functions.set(name, made)
      }
      return made
    },
    apply: (_target, _self, [options = {}]: unknown[]) => {
      checkOptions('call', options, CALL_OPTIONS)
      return proxy
    },
    set: (_target, name) => {
      throw new TypeError(`cannot set ${String(name)}: the exports of a module cannot be replaced`)
    },
  }) as unknown as Remote<M>
  callers.set(proxy, call)
  return proxy
}

/**
 * How to call any export of a proxied module, whatever its name.
 * @throws TypeError for anything but a proxy that this library made
 */
export const callerOf = (module: unknown): CallExport => {
  const call = typeof module === 'function' ? callers.get(module) : undefined
  if (call === undefined)
    throw badOption(`expected what invoke() returned, not ${typeName(module)}`)
  return call
}
