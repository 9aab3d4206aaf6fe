/**
 * Every error that the library makes. A class for what callers handle, a native error with a `code`
 * for their bugs. A function's own error is never wrapped.
 */
import { likelyCauseOf } from './likely-cause.js'
import type { CloseReason } from './transport.js'

const BRAND = Symbol.for('invoke.error')

/**
 * What all of the library's own classes share. `instanceof` goes by the brand and the code, so that
 * two copies of the library in one process recognise each other's errors.
 */
export abstract class InvokeError extends Error {
  abstract readonly code: string

  get [BRAND](): true {
    return true
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !(BRAND in value)) return false
    if (this === InvokeError) return true
    const code = CODES.get(this)
    if (code === undefined) return Function.prototype[Symbol.hasInstance].call(this, value)
    return (value as { code?: unknown }).code === code
  }
}

/** The worker went away through no fault of this call: it may be made again. */
export class Retry extends InvokeError {
  readonly code = 'INVOKE_RETRY'
  /** Whether the function may have run already, in part or whole. */
  readonly started: boolean

  constructor(started: boolean, cause: unknown) {
    super('the worker went away before this call was answered, through no fault of the call', {
      cause,
    })
    this.started = started
  }
}

/** What ran in a worker. */
export interface Running {
  /** The resolved specifier of the module. */
  readonly module: string
  /** The name of the export; `null` while the module only loads. */
  readonly name: string | null
}

/** A call took its worker down without a JavaScript error; also the cause of a `Retry`. */
export class WorkerDeath extends InvokeError {
  readonly code = 'INVOKE_WORKER_DEATH'
  /** The specifier of the module whose call is to blame, or `undefined` when none is. */
  readonly module: string | undefined
  /** The name of its export, likewise. */
  readonly method: string | undefined
  /** The worker's exit code, or `null` when a signal ended it or nothing is known. */
  readonly exitCode: number | null
  /** The signal that ended the worker, or `null`. */
  readonly signal: string | null
  /** What has probably ended it, in words. */
  readonly likelyCause: string
  /** The last lines of the worker's standard error, where the transport knows them. */
  readonly stderr: string

  /** @param guilty what is to blame; none is, where it was ended from outside or several calls ran */
  constructor(reason: CloseReason, guilty?: Running) {
    const likely = likelyCauseOf(reason)
    const doing = guilty === undefined ? '' : ` while it ran ${nameOf(guilty)}`
    super(`the worker ended${doing}: ${likely}`, causeOf(reason))
    this.module = guilty?.module
    this.method = guilty?.name ?? undefined
    this.likelyCause = likely
    const exit = reason.kind === 'exited' ? reason : undefined
    this.exitCode = exit?.code ?? null
    this.signal = exit?.signal ?? null
    this.stderr = exit?.stderr ?? ''
  }
}

/** The pool was killed by force with this call outstanding. */
export class PoolDeath extends InvokeError {
  readonly code = 'INVOKE_POOL_DEATH'

  constructor() {
    super('the pool was killed by force before this call was answered')
  }
}

/** A module could not be loaded in the worker; `cause` is what its loading threw. */
export class LoadError extends InvokeError {
  readonly code = 'INVOKE_LOAD'
  /** The specifier of the module. */
  readonly module: string

  constructor(module: string, cause: unknown) {
    super(`cannot load ${module}: ${messageOf(cause)}${deniedOf(cause)}`, { cause })
    this.module = module
  }
}

/** Workers could not be started; `cause` is how the last attempt ended. */
export class StartError extends InvokeError {
  readonly code = 'INVOKE_START'
  /** How many workers in a row failed to start. */
  readonly attempts: number

  constructor(attempts: number, cause: unknown) {
    super(`${attempts} workers in a row could not be started: ${messageOf(cause)}`, { cause })
    this.attempts = attempts
  }
}

/** As many calls wait as the option `maxQueue` of the pool allows: `pool.ready()` resolves when there is room. */
export class QueueFull extends InvokeError {
  readonly code = 'INVOKE_QUEUE_FULL'
  /** How many calls may wait. */
  readonly limit: number

  constructor(limit: number) {
    super(`${limit} calls wait already, as many as the pool's maxQueue allows; await pool.ready()`)
    this.limit = limit
  }
}

/** A peer broke the layout of the protocol: its connection is killed. */
export class ProtocolError extends InvokeError {
  readonly code = 'INVOKE_PROTOCOL'
  /** Where in the packet, frame or value the fault was seen, in bytes. */
  readonly offset: number

  constructor(fault: string, offset: number) {
    super(`the peer broke the protocol at byte ${offset}: ${fault}`)
    this.offset = offset
  }
}

const CODES = new Map<object, string>([
  [Retry, 'INVOKE_RETRY'],
  [WorkerDeath, 'INVOKE_WORKER_DEATH'],
  [PoolDeath, 'INVOKE_POOL_DEATH'],
  [LoadError, 'INVOKE_LOAD'],
  [StartError, 'INVOKE_START'],
  [QueueFull, 'INVOKE_QUEUE_FULL'],
  [ProtocolError, 'INVOKE_PROTOCOL'],
])
for (const constructor of CODES.keys()) {
  const { name, prototype } = constructor as { name: string; prototype: object }
  // On the prototype, so that `name` is no own property of every error.
  Object.defineProperty(prototype, 'name', { value: name, configurable: true, writable: true })
}

type Coded<E extends Error> = E & { readonly code: string }

const coded = <E extends Error, P extends object>(error: E, code: string, properties: P) =>
  Object.assign(error, { code }, properties) as Coded<E> & P

/** A value that cannot be sent. `path` leads to it: `args[0].options.onDone`. */
export const notCloneable = (path: string, what: string) =>
  coded(
    new TypeError(`${path} cannot be sent to another process: it is ${what}`),
    'INVOKE_NOT_CLONEABLE',
    {
      path,
    },
  )

/** An instance of a class that was registered only where it was sent. */
export const classUnknown = (name: string) =>
  coded(
    new TypeError(
      `an instance of the class "${name}" came, which is not registered here: call invoke.register() for it on both sides`,
    ),
    'INVOKE_CLASS_UNKNOWN',
    {},
  )

/** What a class's own `decode` gave is no instance. */
export const notDecoded = (name: string, given: unknown) =>
  coded(
    new TypeError(`the decode() of the class "${name}" returned ${typeName(given)}, not an object`),
    'INVOKE_CLASS_UNKNOWN',
    {},
  )

/** A large buffer that was transferred away, or shrunk, before all of it had been sent. */
export const bufferChanged = () =>
  coded(
    new TypeError(
      'a buffer was transferred or shrunk while it was being sent: large values must stay as they are until their call is answered',
    ),
    'INVOKE_NOT_CLONEABLE',
    {},
  )

/** What must be loaded before a module cannot be. */
export const preloadFailed = (specifier: string, cause: unknown) =>
  coded(
    new Error(`its preload ${specifier} failed: ${messageOf(cause)}`, { cause }),
    'INVOKE_PRELOAD',
    {},
  )

/** A loader that gave nothing. */
export const noModule = (loader: string, value: unknown) =>
  new TypeError(`the function load() of ${loader} gave no module, but ${typeName(value)}`)

/** A module whose default export is a promise that comes to this module again. */
export const promiseOfItself = () =>
  new TypeError('its default export is a promise of the module itself')

/** A module that no call may name. */
export const notAllowed = (specifier: string, resolved: string) =>
  coded(
    new Error(
      resolved === specifier
        ? `the pool's option "allow" does not allow it`
        : `it is ${resolved}, which the pool's option "allow" does not allow`,
    ),
    'INVOKE_NOT_ALLOWED',
    {},
  )

/** A call on a pool that takes no more. */
export const poolKilled = () =>
  coded(new ReferenceError('the pool was killed: it takes no more calls'), 'INVOKE_POOL_KILLED', {})

/** The default pool serves the whole process. */
export const defaultPoolUnkillable = () =>
  coded(
    new TypeError('the default pool cannot be killed: make your own with new Pool() and kill that'),
    'INVOKE_DEFAULT_POOL',
    {},
  )

/** A specifier that names no module on its own. */
export const badSpecifier = (specifier: unknown) =>
  coded(
    new TypeError(
      typeof specifier === 'string'
        ? `a relative specifier has no base to resolve against: instead of ${JSON.stringify(specifier)} ` +
            `write new URL(${JSON.stringify(specifier)}, import.meta.url)`
        : `a module is named by a URL, an absolute path, a file: string or a package name, not by ${typeName(specifier)}`,
    ),
    'INVOKE_SPECIFIER',
    {},
  )

/** An option that does not exist, or whose value does not fit; a number may be of the wrong size. */
export const badOption = (fault: string, range = false): Coded<Error> =>
  coded(range ? new RangeError(fault) : new TypeError(fault), 'INVOKE_OPTION', {})

/** An export that is missing or no function. */
export const notAFunction = (module: string, name: string, found: string, functions: string[]) =>
  coded(
    new TypeError(
      `${module} ${found === 'undefined' ? 'has no export' : `exports ${found}, not a function, as`} ` +
        `${JSON.stringify(name)}; ` +
        (functions.length > 0
          ? `its functions are ${functions.join(', ')}`
          : 'it exports no function at all'),
    ),
    'INVOKE_NOT_A_FUNCTION',
    { module, exports: functions },
  )

/** What `next` gave is no result of a step. */
export const badIteratorResult = (given: unknown) =>
  coded(
    new TypeError(`the next() of an iterator returned ${typeName(given)}, not an object`),
    'INVOKE_ITERATOR',
    {},
  )

/** `for await` over a call whose result cannot be iterated. */
export const notIterable = (given: unknown) =>
  coded(
    new TypeError(
      `the call came to ${typeName(given)}, which cannot be iterated: only functions that return an iterator, a stream, an observable or a list can`,
    ),
    'INVOKE_ITERATOR',
    {},
  )

/** What was given to `invoke.observable` is neither. */
export const notObservable = (given: unknown) =>
  coded(
    new TypeError(
      `invoke.observable takes a function (observer) => teardown, or an object with a method subscribe(), not ${typeName(given)}`,
    ),
    'INVOKE_OBSERVABLE',
    {},
  )

/** What a subscriber returned is nothing that ends a subscription. */
export const badTeardown = (given: unknown) =>
  coded(
    new TypeError(
      `a subscriber returns a function, an object with a method unsubscribe(), or nothing, not ${typeName(given)}`,
    ),
    'INVOKE_OBSERVABLE',
    {},
  )

/** A call, or what came of it, has taken too long. */
export const timedOut = (
  what: string,
  option: 'timeout' | 'deadline',
  milliseconds: number,
): Error =>
  new DOMException(
    `${what} was not done ${milliseconds} ms after it ${option === 'timeout' ? 'began to run' : 'was called'}, its ${option}`,
    'TimeoutError',
  )

/** What a value is, in words short enough for a message. */
export const typeName = (value: unknown): string => {
  if (value === null) return 'null'
  if (typeof value !== 'object' && typeof value !== 'function') return typeof value
  return typeof value === 'function' ? 'a function' : Object.prototype.toString.call(value)
}

/** What a method is called in messages: `resize of file:///app/img.js`. */
export const nameOf = ({ name, module }: Running): string =>
  name === null ? `the loading of ${module}` : `${name} of ${module}`

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : typeName(cause)

/** What it was that was not permitted: the message of Node's error does not say. */
const deniedOf = (cause: unknown): string => {
  const { code, permission, resource } = Object(cause) as Readonly<Record<string, unknown>>
  if (code !== 'ERR_ACCESS_DENIED' || typeof permission !== 'string') return ''
  const of = typeof resource === 'string' && resource !== '' ? ` of ${resource}` : ''
  return ` (its worker has no permission ${permission}${of})`
}

const causeOf = (reason: CloseReason): ErrorOptions =>
  reason.kind === 'failed' ? { cause: reason.error } : {}
