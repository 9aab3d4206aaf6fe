import { register } from '../clone/register.js'
import { LoadError, PoolDeath, ProtocolError, Retry, StartError, WorkerDeath } from '../errors.js'
import { callerOf, type Remote } from './module.js'
import type { WorkerPool } from './pool.js'
import type { Specifier } from './specifier.js'

const ERRORS = { Retry, WorkerDeath, PoolDeath, LoadError, StartError, ProtocolError }

/** Calls the exports of modules in the workers of the default pool. */
export interface Invoke extends Readonly<typeof ERRORS> {
  /**
   * A module whose exports are called in workers. Nothing is loaded before the first call.
   * @throws TypeError for a specifier that names no module
   */
  <M>(specifier: Specifier): Remote<M>
  /** Loads a module in one worker now. Rejects with a `LoadError`; resolves to the module. */
  load<M>(specifier: Specifier): Promise<Remote<M>>
  /** Calls an export of any name, `then` included. */
  call(module: Remote<unknown>, name: string, parameters?: readonly unknown[]): Promise<unknown>
  /** Lets the instances of a class arrive as such: see `register` of `invoke/clone`. */
  readonly register: typeof register
  /** The default pool: made at its first use, for the whole process; it cannot be killed. */
  readonly pool: WorkerPool
}

/** Makes the function that everything hangs off. */
export const createInvoke = (openDefault: () => WorkerPool): Invoke => {
  let opened: WorkerPool | undefined
  const pool = () => (opened ??= openDefault())
  const invoke = <M>(specifier: Specifier): Remote<M> => pool().invoke<M>(specifier)
  const load = <M>(specifier: Specifier): Promise<Remote<M>> => pool().load<M>(specifier)
  const call = (module: Remote<unknown>, name: string, parameters: readonly unknown[] = []) =>
    callerOf(module)(name, parameters)
  Object.assign(invoke, ERRORS, { load, call, register })
  Object.defineProperty(invoke, 'pool', { get: pool, enumerable: true })
  return invoke as Invoke
}
