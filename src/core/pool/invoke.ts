import { keep, transfer } from '../attachments.js'
import { register } from '../clone/register.js'
import {
  LoadError,
  PoolDeath,
  ProtocolError,
  QueueFull,
  Retry,
  StartError,
  WorkerDeath,
} from '../errors.js'
import { Observable, observable } from '../lift/observable.js'
import type { CallContext } from '../runner/context.js'
import { currentContext, isWorker, setup, teardown } from '../runner/presence.js'
import { callerOf } from './module.js'
import type { InvokeOptions, WorkerPool } from './pool.js'
import type { IsolatedRemote, Remote } from './remote.js'
import type { Specifier } from './specifier.js'

const ERRORS = { Retry, WorkerDeath, PoolDeath, LoadError, StartError, QueueFull, ProtocolError }

/** Calls the exports of modules in the workers of the default pool. */
export interface Invoke extends Readonly<typeof ERRORS> {
  /**
   * A module whose exports are called in workers. Nothing is loaded before the first call.
   * @throws TypeError for a specifier that names no module, or an option that does not exist or does not fit
   */
  <M>(specifier: Specifier, options: InvokeOptions & { readonly isolated: true }): IsolatedRemote<M>
  <M>(specifier: Specifier, options?: InvokeOptions): Remote<M>
  /** Loads a module in one worker now. Rejects with a `LoadError`; resolves to the module. */
  load<M>(specifier: Specifier): Promise<Remote<M>>
  /** Calls an export of any name, `then` included. */
  call(module: Remote<unknown>, name: string, parameters?: readonly unknown[]): Promise<unknown>
  /** Lets the instances of a class arrive as such: see `register` of `invoke/clone`. */
  readonly register: typeof register
  /**
   * What a function in a worker returns so that its caller gets an observable: runs the subscriber, or
   * subscribes to an observable of any library, for each subscription of the caller.
   * @throws TypeError for anything else
   */
  readonly observable: typeof observable
  /** The class of the observables that callers get, as the proposal for the language has it. */
  readonly Observable: typeof Observable
  /**
   * Marks a socket or server that a function returns or yields, so that it stays open in the worker as well.
   * Gives it back.
   */
  readonly keep: typeof keep
  /**
   * Marks a buffer, the buffer of a view, or another object that could be copied, so that it is moved when it is sent and
   * nothing is left of it here. Between processes it is copied all the same. Gives it back.
   */
  readonly transfer: typeof transfer
  /** The call that the code at hand runs for; outside of any, its signal never aborts. */
  readonly context: () => CallContext
  /** Whether the code at hand runs in a worker. */
  readonly isWorker: boolean
  /** Calls a function in each worker before the first call of the module at hand. */
  readonly setup: typeof setup
  /** Calls a function when the worker at hand is asked to end. */
  readonly teardown: typeof teardown
  /** The default pool: made at its first use, for the whole process; it cannot be killed. */
  readonly pool: WorkerPool
}

/** Makes the function that everything hangs off. */
export const createInvoke = (openDefault: () => WorkerPool): Invoke => {
  let opened: WorkerPool | undefined
  const pool = () => (opened ??= openDefault())
  const invoke = <M>(specifier: Specifier, options?: InvokeOptions): Remote<M> =>
    pool().invoke<M>(specifier, options)
  const load = <M>(specifier: Specifier): Promise<Remote<M>> => pool().load<M>(specifier)
  const call = (module: Remote<unknown>, name: string, parameters: readonly unknown[] = []) =>
    callerOf(module)(name, parameters)
  const context = currentContext
  Object.assign(invoke, ERRORS, {
    load,
    call,
    register,
    observable,
    Observable,
    keep,
    transfer,
    context,
    setup,
    teardown,
  })
  Object.defineProperty(invoke, 'pool', { get: pool, enumerable: true })
  // A worker of a browser may come to be one after this.
  Object.defineProperty(invoke, 'isWorker', { get: isWorker, enumerable: true })
  return invoke as Invoke
}
