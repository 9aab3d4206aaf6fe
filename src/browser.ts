/** `invoke` in the pages of a browser: workers are Workers or SharedWorkers that run an entry of the user's. */
import { badOption } from './core/errors.js'
import { callable, checkOptions, oneOf, text } from './core/options.js'
import { createInvoke } from './core/pool/invoke.js'
import { WorkerPool, type PoolHost } from './core/pool/pool.js'
import type { PoolOptions as CorePoolOptions } from './core/pool/settings.js'
import type { Resolve } from './core/pool/specifier.js'
import type { Transport } from './core/transport.js'
import type { WorkerFactory } from './transports/browser/place.js'
import { workersOf, type Kind, type Scope } from './transports/browser/workers.js'

/** What only processes have. */
type ProcessOption = 'env' | 'cwd' | 'execArgv' | 'permissions'

/** Which workers a pool has. */
interface Workers {
  /**
   * Makes a worker that runs your entry:
   * `({ name }) => new Worker(new URL('./invoke.worker.js', import.meta.url), { type: 'module', name })`, or the same with
   * `SharedWorker`: what it makes does not matter, because the place of the script is learnt from it.
   */
  readonly worker?: WorkerFactory
  /**
   * Who has the workers: `'page'`, this page alone, as dedicated Workers; `'origin'`, all pages of the origin together, as
   * SharedWorkers. Where these do not exist, or there are no Web Locks, each page has its own: `pool.stats().transport` tells.
   * @default 'page'
   */
  readonly scope?: Scope
  /** Of pools with the scope `'origin'`, those of one name and one entry share their workers. @default 'default' */
  readonly name?: string
}

/** How a pool is set up. Every option has a default: of the first three, what `configure` was told. */
export interface PoolOptions extends Omit<CorePoolOptions, ProcessOption | 'transport'>, Workers {
  /**
   * The kind of worker, or something else that starts and reaches workers.
   * @default 'dedicated' for the scope 'page', 'shared' for the scope 'origin'
   */
  readonly transport?: Kind | Transport
}

/** What all pools are made with that do not say otherwise. */
export interface Configuration extends Workers {
  readonly worker: WorkerFactory
}

const scope = oneOf('page', 'origin')
const kind = oneOf('dedicated', 'shared')
const CHECKS = { worker: callable, scope, name: text }

let configured: Workers = {}

/**
 * Says which workers there are, for all pools that are made later and do not say otherwise; the default pool is made by its
 * first call.
 * @throws TypeError for an option that does not exist or does not fit
 */
export const configure = (configuration: Configuration): void => {
  checkOptions('configure', configuration, CHECKS)
  configured = { ...configuration }
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

/** @throws TypeError for options that contradict each other */
const transportOf = (options: PoolOptions): Transport => {
  const { worker, scope = 'page', name = 'default' } = { ...configured, ...definedOf(options) }
  const { transport: kind = scope === 'origin' ? 'shared' : 'dedicated', limit } = options
  if (typeof kind === 'object') return kind
  if (scope === 'origin' && kind === 'dedicated') {
    throw badOption(
      'the pool options scope: "origin" and transport: "dedicated" contradict each other: a dedicated worker has one page',
    )
  }
  if (worker === undefined) throw noWorker()
  return workersOf(worker, { scope, kind, name, limit })
}

/** An option that is `undefined` counts as absent. */
const definedOf = ({ worker, scope, name }: Workers): Workers => ({
  ...(worker !== undefined && { worker }),
  ...(scope !== undefined && { scope }),
  ...(name !== undefined && { name }),
})

const host: PoolHost = { transport: () => transportOf({}), resolve }

const PROCESS_OPTIONS: readonly ProcessOption[] = ['env', 'cwd', 'execArgv', 'permissions']

/** @throws TypeError for an option that only processes have, or that does not fit */
const coreOptions = (options: PoolOptions): CorePoolOptions => {
  // Refused where all options are checked.
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return options as CorePoolOptions
  }
  const { worker: _, scope: __, name: ___, ...rest } = options as CorePoolOptions & Workers
  const wrong = PROCESS_OPTIONS.find((each) => rest[each] !== undefined)
  if (wrong !== undefined) {
    throw badOption(`the pool option "${wrong}" is one of processes: workers of a page have none`)
  }
  const own = definedOf(options)
  checkOptions('pool', own, CHECKS)
  const { transport } = options
  if (typeof transport === 'object') {
    const [other] = Object.keys(own)
    if (other === undefined) return rest
    throw badOption(`of the pool options "${other}" and "transport", only one can be given`)
  }
  checkOptions('pool', { transport }, { transport: kind })
  return { ...rest, transport: transportOf(options) }
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
export type { WorkerFactory, WorkerStart } from './transports/browser/place.js'
export type { Kind as WorkerKind, Scope } from './transports/browser/workers.js'
