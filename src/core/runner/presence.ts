/** How code in a worker finds the worker, whichever copy of the library it has. */
import { badOption, typeName } from '../errors.js'
import type { CallContext } from './context.js'
import type { Lifecycle, LifecycleHook } from './lifecycle.js'

/** What stands under `Symbol.for('invoke.worker')` of the global object, in workers only. */
export interface WorkerPresence {
  /** The call that the code at hand runs for; `undefined` where there is none. */
  context(): CallContext | undefined
  /** Calls a function before the first call of the module that is loading; what it returns is awaited. */
  setup(hook: LifecycleHook): void
  /** Calls a function when the worker is asked to end; what it returns is awaited, for a second and a half. */
  teardown(hook: LifecycleHook): void
}

const WORKER = Symbol.for('invoke.worker')

const presence = (): WorkerPresence | undefined =>
  (globalThis as { [WORKER]?: WorkerPresence })[WORKER]

/** Says that this is a worker. */
export const presentWorker = (
  context: () => CallContext | undefined,
  lifecycle: Lifecycle,
): void => {
  const value: WorkerPresence = {
    context,
    setup: (hook) => lifecycle.setup(hook),
    teardown: (hook) => lifecycle.teardown(hook),
  }
  Object.defineProperty(globalThis, WORKER, { value: Object.freeze(value) })
}

/** For code that may run anywhere: a signal that never aborts. */
const nowhere = (): CallContext => {
  const { signal } = new AbortController()
  return Object.freeze({ signal, module: undefined, method: undefined, worker: undefined })
}

let outside: CallContext | undefined

/**
 * The call that the code at hand runs for. Outside of any call the signal never aborts, so that a module
 * behaves the same where it is called directly.
 */
export const currentContext = (): CallContext => presence()?.context() ?? (outside ??= nowhere())

/** Whether this is a worker. */
export const isWorker = (): boolean => presence() !== undefined

/**
 * Calls a function once in each worker that loads the module at hand, before its first call; what it returns is
 * awaited. Where this is no worker, it does nothing.
 * @throws TypeError for what is no function
 */
export const setup = (hook: LifecycleHook): void => presence()?.setup(checked(hook))

/**
 * Calls a function when the worker at hand is asked to end, not when it dies; what it returns is awaited, for a
 * second and a half. Where this is no worker, it does nothing.
 * @throws TypeError for what is no function
 */
export const teardown = (hook: LifecycleHook): void => presence()?.teardown(checked(hook))

const checked = (hook: LifecycleHook): LifecycleHook => {
  if (typeof hook !== 'function') throw badOption(`expected a function, not ${typeName(hook)}`)
  return hook
}
