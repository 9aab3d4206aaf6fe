/** How code in a worker finds the worker, whichever copy of the library it has. */
import type { CallContext } from './context.js'

/** What stands under `Symbol.for('invoke.worker')` of the global object, in workers only. */
export interface WorkerPresence {
  /** The call that the code at hand runs for; `undefined` where there is none. */
  context(): CallContext | undefined
}

const WORKER = Symbol.for('invoke.worker')

/** Says that this is a worker. */
export const presentWorker = (context: () => CallContext | undefined): void => {
  Object.defineProperty(globalThis, WORKER, { value: Object.freeze({ context }) })
}

/** For code that may run anywhere: a signal that never aborts. */
const nowhere = (): CallContext => {
  const { signal } = new AbortController()
  return Object.freeze({ signal, module: undefined, method: undefined })
}

let outside: CallContext | undefined

/**
 * The call that the code at hand runs for. Outside of any call the signal never aborts, so that a module
 * behaves the same where it is called directly.
 */
export const currentContext = (): CallContext => {
  const presence = (globalThis as { [WORKER]?: WorkerPresence })[WORKER]
  return presence?.context() ?? (outside ??= nowhere())
}
