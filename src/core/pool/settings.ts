import { badOption, typeName } from '../errors.js'
import type { Transport, WorkerSpec } from '../transport.js'

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
  /** Milliseconds after which an idle worker ends. @default 10000 */
  readonly idleTimeout?: number
  /** Milliseconds that a worker may take to start. @default 30000 */
  readonly startTimeout?: number
  /** The whole environment of the workers. @default the parent's, as it is when each one starts */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The working directory of the workers. @default the parent's */
  readonly cwd?: string
  /** Flags for the workers' runtime. @default the parent's, without its debugger's */
  readonly execArgv?: readonly string[]
  /** What starts and reaches the workers. @default child processes in Node */
  readonly transport?: Transport
}

/** Options parsed once: everything is there, and fits. */
export interface PoolSettings {
  readonly limit: number
  readonly minimum: number
  readonly concurrency: number
  readonly idleTimeout: number
  readonly startTimeout: number
  readonly transport: Transport
  readonly spec: Omit<WorkerSpec, 'id'>
}

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown) => string | undefined

const integer =
  (least: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least
      ? undefined
      : `an integer of at least ${least}`

const milliseconds: Check = (value) =>
  typeof value === 'number' && value >= 0 ? undefined : 'a number of milliseconds, 0 or more'

export const boolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false')

const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a string that is not empty'

const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? undefined
    : 'an array of strings'

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

const CHECKS: { readonly [name in keyof Required<PoolOptions>]: Check } = {
  limit: integer(1),
  minimum: integer(0),
  concurrency: integer(1),
  idleTimeout: milliseconds,
  startTimeout: milliseconds,
  env: environment,
  cwd: text,
  execArgv: texts,
  transport,
}

/**
 * Checks every option and fills in what is missing.
 * @throws TypeError or RangeError that names the option and what it must be
 */
export const parseSettings = (options: PoolOptions, fallback: () => Transport): PoolSettings => {
  checkOptions('pool', options, CHECKS)
  const transport = options.transport ?? fallback()
  const { limit = transport.parallelism, minimum = 0, concurrency = 1 } = options
  if (minimum > limit) {
    throw badOption(
      `the pool option "minimum" is ${minimum}, more than the limit of ${limit}`,
      true,
    )
  }
  const { env, cwd, execArgv } = options
  return Object.freeze({
    limit,
    minimum,
    concurrency,
    idleTimeout: options.idleTimeout ?? 10_000,
    startTimeout: options.startTimeout ?? 30_000,
    transport,
    spec: {
      ...(env !== undefined && { env }),
      ...(cwd !== undefined && { cwd }),
      ...(execArgv !== undefined && { execArgv }),
    },
  })
}

/**
 * Holds options against a table. An option that is `undefined` counts as absent.
 * @throws TypeError for an unknown name or type, RangeError for a number that does not fit
 */
export const checkOptions = (
  kind: string,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
): void => {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badOption(`${kind} options are an object, not ${typeName(options)}`)
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks)
      throw badOption(
        `unknown ${kind} option ${JSON.stringify(name)}; ` +
          (known.length > 0 ? `there are ${known.join(', ')}` : 'there are none yet'),
      )
    }
    const wanted = value === undefined ? undefined : checks[name]?.(value)
    if (wanted === undefined) continue
    const given = typeof value === 'number' ? String(value) : typeName(value)
    throw badOption(
      `the ${kind} option "${name}" must be ${wanted}, not ${given}`,
      typeof value === 'number',
    )
  }
}
