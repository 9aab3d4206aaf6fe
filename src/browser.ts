/** `invoke` in the pages of a browser: workers are dedicated Workers that run an entry of the user's. */
import { badOption } from './core/errors.js'
import { callable, checkOptions } from './core/options.js'
import { createInvoke } from './core/pool/invoke.js'
import { WorkerPool, type PoolHost } from './core/pool/pool.js'
import type { PoolOptions as CorePoolOptions } from './core/pool/settings.js'
import type { Resolve } from './core/pool/specifier.js'
import type { Transport } from './core/transport.js'
import { dedicatedWorkers, type WorkerFactory } from './transports/browser/dedicated-workers.js'

/** What only processes have. */
type ProcessOption = 'env' | 'cwd' | 'execArgv' | 'permissions'

/** How a pool is set up. Every option has a default. */
export interface PoolOptions extends Omit<CorePoolOptions, ProcessOption> {
  /**
   * Makes a worker that runs your entry:
   * `({ name }) => new Worker(new URL('./invoke.worker.js', import.meta.url), { type: 'module', name })`.
   * @default what `configure` was told
   */
  readonly worker?: WorkerFactory
}

/** What all pools are made with that do not say otherwise. */
export interface Configuration {
  /** Makes a worker that runs your entry: see the option of pools. */
  readonly worker: WorkerFactory
}

let configured: WorkerFactory | undefined

/**
 * Says how workers are made, for the default pool and for all pools that are made later without the option `worker`.
 * @throws TypeError for an option that does not exist or does not fit
 */
export const configure = (configuration: Configuration): void => {
  checkOptions('configure', configuration, { worker: callable })
  configured = configuration.worker
}

const noWorker = (): Error =>
  badOption(
    "it is not known how workers are made: call configure({ worker: ({ name }) => new Worker(new URL('./invoke.worker.js', " +
      'import.meta.url), { type: \'module\', name }) }), or give a pool the option "worker"',
  )

/** Strings are names that the worker's entry exposes, but for paths of the origin. */
const resolve: Resolve = Object.assign(
  (specifier: string) =>
    specifier.startsWith('/') ? new URL(specifier, location.origin).href : specifier,
  { takesRelative: true },
)

const host: PoolHost = {
  transport: () => {
    if (configured === undefined) throw noWorker()
    return dedicatedWorkers(configured)
  },
  resolve,
}

const PROCESS_OPTIONS: readonly ProcessOption[] = ['env', 'cwd', 'execArgv', 'permissions']

const transportOf = (worker: unknown, transport: unknown): { readonly transport?: Transport } => {
  if (worker === undefined) return {}
  if (typeof worker !== 'function') {
    throw badOption(`the pool option "worker" must be a function that returns a new Worker`)
  }
  if (transport !== undefined) {
    throw badOption('of the pool options "worker" and "transport", only one can be given')
  }
  return { transport: dedicatedWorkers(worker as WorkerFactory) }
}

/** @throws TypeError for an option that only processes have, or that does not fit */
const coreOptions = (options: PoolOptions): CorePoolOptions => {
  // Refused where all options are checked.
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options
  const { worker, ...rest } = options as PoolOptions & CorePoolOptions
  const wrong = PROCESS_OPTIONS.find((name) => rest[name] !== undefined)
  if (wrong !== undefined) {
    throw badOption(`the pool option "${wrong}" is one of processes: workers of a page have none`)
  }
  return { ...rest, ...transportOf(worker, rest.transport) }
}

/** A set of workers of your own. */
export class Pool extends WorkerPool {
  /** @throws TypeError or RangeError for an option that does not exist or does not fit */
  constructor(options: PoolOptions = {}) {
    super(host, coreOptions(options))
  }
}

/** A `Pool` in all but the way it is made: users cannot make another default pool. */
const openDefault = (): Pool => Reflect.construct(WorkerPool, [host, {}, true], Pool)

export const invoke = createInvoke(openDefault)

export * from './core/pool/vocabulary.js'
export type { WorkerFactory, WorkerStart } from './transports/browser/dedicated-workers.js'
