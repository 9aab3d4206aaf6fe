import { checkOptions } from './settings.js'
import { badOption, typeName } from '../errors.js'

/** Options of single calls. There are none yet. */
// eslint-disable-next-line typescript/no-empty-object-type
export interface CallOptions {}

type AnyFunction = (...parameters: never[]) => unknown

type RemoteFunction<F> = F extends (...parameters: infer P) => infer R
  ? (...parameters: P) => Promise<Awaited<R>>
  : never

/**
 * A module as it is called from here: its functions, each returning a promise. Exports that are no
 * functions are absent; so is one named `then`, which `invoke.call` reaches.
 */
export type Remote<M> = {
  readonly [
    K in keyof M as M[K] extends AnyFunction ? Exclude<K, 'then' | symbol> : never
  ]: RemoteFunction<M[K]>
} & ((options: CallOptions) => Remote<M>)

/** Makes one call of an export; a name of `null` loads the module only. */
export type CallExport = (name: string | null, parameters: readonly unknown[]) => Promise<unknown>

const CALL_OPTIONS = {}

const callers = new WeakMap<object, CallExport>()

/** The proxy of a module. It makes calls and does nothing else: nothing is loaded before the first. */
export const createModule = <M>(call: CallExport): Remote<M> => {
  // One function per export, so that `module.add === module.add`.
  const functions = new Map<string, (...parameters: unknown[]) => Promise<unknown>>()
  const proxy = new Proxy(() => undefined, {
    get: (_target, name) => {
      // Never thenable: `await module` must not call an export.
      if (typeof name !== 'string' || name === 'then') return undefined
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
