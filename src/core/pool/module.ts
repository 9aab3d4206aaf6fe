/// <reference lib="esnext.disposable" preserve="true" />
import { asyncDispose } from '../async-dispose.js'
import { badOption, typeName } from '../errors.js'
import { iterable } from '../lift/late-iterator.js'
import { parseCallOptions, type CallOptions, type CallSettings } from './call-options.js'
import type { Remote } from './remote.js'

/** Makes one call of an export; a name of `null` loads the module only. */
export type CallExport = (
  name: string | null,
  parameters: readonly unknown[],
  settings?: CallSettings,
) => Promise<unknown>

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

/**
 * The proxy of a module. It makes calls and does nothing else: nothing is loaded before the first.
 * @param settings those of all its calls
 * @param end what ends what it runs in, where that is its own
 */
export const createModule = <M>(
  schedule: CallExport,
  settings?: CallSettings,
  end?: () => Promise<void>,
): Remote<M> => {
  const call: CallExport = (name, parameters) => iterable(schedule(name, parameters, settings))
  // One function per export, so that `module.add === module.add`.
  const functions = new Map<string, (...parameters: unknown[]) => Promise<unknown>>()
  const proxy = new Proxy(() => undefined, {
    get: (_target, name) => {
      if (typeof name !== 'string') return name === asyncDispose ? end : undefined
      if (Object.hasOwn(LOCAL, name)) return LOCAL[name]
      let made = functions.get(name)
      if (made === undefined) {
        made = (...parameters) => call(name, parameters)
        functions.set(name, made)
      }
      return made
    },
    apply: (_target, _self, [options = {}]: unknown[]) => {
      return createModule<M>(schedule, parseCallOptions(options as CallOptions, settings))
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
