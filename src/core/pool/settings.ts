import { badOption } from '../errors.js'
import {
  boolean,
  checkOptions,
  integer,
  list,
  milliseconds,
  text,
  texts,
  type Check,
} from '../options.js'
import type { Permissions } from '../permissions.js'
import type { Pattern, Setup } from '../setup.js'
import type { Transport, WorkerSpec } from '../transport.js'
import { toPattern, type ModulePattern } from './loader.js'
import { copyPermissions } from './permission-options.js'
import { toSpecifier, type Resolve, type Specifier } from './specifier.js'

/** How long a worker may serve. What is absent is no limit. */
export interface RecycleOptions {
  /** Calls answered. */
  readonly calls?: number
  /** Milliseconds since it was ready. */
  readonly age?: number
  /** Bytes of memory that its process holds; measured after a call, at most once a second. */
  readonly rss?: number
}

/** How a pool is set up. Every option has a default. */
export interface PoolOptions {
  /**
   * The most workers at a time.
   * @default what the transport says: the processor's parallelism for child processes
   */
  readonly limit?: number
  /** Workers that are kept, once started, although they are idle. @default 0 */
  readonly minimum?: number
  /** The most calls at a time in one worker. @default 1 */
  readonly concurrency?: number
  /**
   * The most calls that may wait for a worker; more are rejected at once with a `QueueFull`.
   * @default Infinity
   */
  readonly maxQueue?: number
  /**
   * Whether one worker more than the limit may run, for calls of up to 100 ms, while calls of more than a second
   * hold all the others. @default true, but false where the limit is 1
   */
  readonly shortLane?: boolean
  /**
   * Specifiers of modules that every worker loads before any other, in this order: hooks, globals, anything that
   * takes long to load. @default none
   */
  readonly preload?: readonly Specifier[]
  /**
   * Which modules may be called: URLs or absolute paths of files and of folders, or regular expressions for the URL. Packages and
   * symbolic links are resolved before. @default all
   */
  readonly allow?: readonly ModulePattern[]
  /** Milliseconds after which an idle worker ends. @default 10000 */
  readonly idleTimeout?: number
  /** Milliseconds that a worker may take to start. @default 30000 */
  readonly startTimeout?: number
  /**
   * When a worker is replaced: after so many `calls`, at an `age` in milliseconds, when its process holds
   * so many bytes (`rss`). It finishes what it has first. @default never
   */
  readonly recycle?: RecycleOptions
  /**
   * The whole environment of the workers, `NODE_OPTIONS` included; what is `undefined` is left out.
   * @default the parent's, as it is when each one starts
   */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The working directory of the workers. @default the parent's */
  readonly cwd?: string
  /** Flags for the workers' runtime. @default the parent's, without its debugger's */
  readonly execArgv?: readonly string[]
  /**
   * What the workers may do. When it is given, though empty, the runtime's permission model is on, and everything is
   * denied that is not granted, as far as the runtime can deny it. @default everything, or what the parent may
   */
  readonly permissions?: Permissions
  /** What starts and reaches the workers. @default child processes in Node */
  readonly transport?: Transport
}

/** Options parsed once: everything is there, and fits. */
export interface PoolSettings {
  readonly limit: number
  readonly minimum: number
  readonly concurrency: number
  readonly maxQueue: number
  readonly shortLane: boolean
  readonly setup: Setup
  readonly idleTimeout: number
  readonly startTimeout: number
  readonly recycle: RecycleOptions
  readonly transport: Transport
  readonly spec: Omit<WorkerSpec, 'id'>
}

const environment: Check = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((item) => item === undefined || typeof item === 'string')
    ? undefined
    : 'an object of strings'

const transport: Check = (value) =>
  typeof (value as Transport | null | undefined)?.open === 'function'
    ? undefined
    : 'a Transport, which has a method open()'

const atLeastOne: Check = (value) => (value === Infinity ? undefined : integer(1)(value))

const RECYCLE_CHECKS = { calls: integer(1), age: milliseconds, rss: integer(1) }

const recycle: Check = (value) =>
  typeof value === 'object' && value !== null ? undefined : 'an object with calls, age or rss'

const permissions: Check = (value) =>
  typeof value === 'object' && value !== null ? undefined : 'an object, such as { read: [folder] }'

const CHECKS: { readonly [name in keyof Required<PoolOptions>]: Check } = {
  limit: integer(1),
  minimum: integer(0),
  concurrency: integer(1),
  maxQueue: atLeastOne,
  shortLane: boolean,
  preload: list,
  allow: list,
  idleTimeout: milliseconds,
  startTimeout: milliseconds,
  recycle,
  env: environment,
  cwd: text,
  execArgv: texts,
  permissions,
  transport,
}

const HAS_SCHEME = /^[a-z][a-z\d+.-]+:/i

/** A pattern for URLs: what could never match one is a mistake. */
const toAllowed = (given: ModulePattern, resolve: Resolve): Pattern => {
  const pattern = toPattern(given, resolve)
  // Where modules have names that a worker gives them, anything may be one.
  if (resolve.takesRelative === true || typeof pattern !== 'string' || HAS_SCHEME.test(pattern))
    return pattern
  throw badOption(
    `the pool option "allow" has ${JSON.stringify(pattern)}, which is no URL and no absolute path`,
  )
}

/** How each worker is to be started. */
const specOf = (options: PoolOptions, transport: Transport): PoolSettings['spec'] => {
  const { env, cwd, execArgv, permissions } = options
  const spec = {
    ...(env !== undefined && { env }),
    ...(cwd !== undefined && { cwd }),
    ...(execArgv !== undefined && { execArgv }),
    ...(permissions !== undefined && { permissions: copyPermissions(permissions) }),
  }
  if (permissions === undefined) return spec
  // Now rather than at a start, and never by an oversight of the transport's: it would not restrict anything.
  if (transport.checkPermissions === undefined) {
    throw badOption(
      `the transport "${transport.name}" cannot restrict its workers: the pool option "permissions" must not be given`,
    )
  }
  transport.checkPermissions(spec)
  return spec
}

/**
 * Checks every option and fills in what is missing.
 * @throws TypeError or RangeError that names the option and what it must be
 */
export const parseSettings = (
  options: PoolOptions,
  fallback: () => Transport,
  resolve: Resolve,
): PoolSettings => {
  checkOptions('pool', options, CHECKS)
  if (options.recycle !== undefined) checkOptions('recycle', options.recycle, RECYCLE_CHECKS)
  const transport = options.transport ?? fallback()
  const { limit = transport.parallelism, minimum = 0, concurrency = 1 } = options
  if (minimum > limit) {
    throw badOption(
      `the pool option "minimum" is ${minimum}, more than the limit of ${limit}`,
      true,
    )
  }
  return Object.freeze({
    limit,
    minimum,
    concurrency,
    maxQueue: options.maxQueue ?? Infinity,
    shortLane: options.shortLane ?? limit > 1,
    setup: {
      preload: (options.preload ?? []).map((each) => toSpecifier(each, resolve)),
      rules: [],
      allow: options.allow?.map((each) => toAllowed(each, resolve)),
    },
    idleTimeout: options.idleTimeout ?? 10_000,
    startTimeout: options.startTimeout ?? 30_000,
    recycle: Object.freeze({ ...options.recycle }),
    transport,
    spec: specOf(options, transport),
  })
}

/** What a pool may, as it was when that was made: nobody can add to these lists afterwards. */
export const restrictionsOf = ({ setup, spec }: PoolSettings): PoolOptions => ({
  ...(setup.allow !== undefined && { allow: setup.allow }),
  ...(spec.permissions !== undefined && { permissions: spec.permissions }),
})
