import type { KeepOpen } from '../attachments.js'
import type { Signal } from '../signal.js'
import type { Window } from '../clone/live.js'
import { boolean, checkOptions, integer, milliseconds, signal, type Check } from '../options.js'
import { DEFAULT_WINDOW } from '../session/call.js'

/** Options of single calls: `module(options).method(...)`. Every one may be left out. */
export interface CallOptions {
  /**
   * Rejects the call with its `reason` as soon as it aborts, and ends iterators, streams and observables
   * that the call came to. The function sees `invoke.context().signal` abort.
   */
  readonly signal?: Signal | undefined
  /** Milliseconds that the function may run, until what it came to is at its end. @default no limit */
  readonly timeout?: number | undefined
  /**
   * The same, but counted from the call itself: with the time in the queue. When it is near, the call is made
   * before others, for up to half of the work. @default no limit
   */
  readonly deadline?: number | undefined
  /**
   * Milliseconds that the function may take to stop once it was aborted, or was too slow. Then its worker
   * is killed; 0 does that at once, `Infinity` never. @default 5000
   */
  readonly grace?: number | undefined
  /**
   * How much its waiting counts: a call of priority 2 is served as though it had waited twice as long as one of
   * priority 1. From 1/8 to 8. @default 1
   */
  readonly priority?: number | undefined
  /**
   * A name, or several: calls of this pool that have one in common never run at the same time, living results
   * included. They have it in the order of the calls. @default none
   */
  readonly lock?: string | readonly string[] | undefined
  /** Whether no other call runs in its worker while this one does. @default false */
  readonly exclusive?: boolean | undefined
  /** All calls of one key go to one worker, as long as that lives. @default none */
  readonly key?: string | number | undefined
  /**
   * How often the call is made again when it would get a `Retry`, without another word. Only for functions
   * that may run more than once. Calls that never began are always moved, whatever this says, and a
   * call that ended its worker is never made again. @default 0
   */
  readonly retries?: number | undefined
  /**
   * Which sockets and servers among the arguments stay open in this process as well: `true` for all, or a
   * list of them. The others are closed here as soon as the worker has them. @default none
   */
  readonly keepOpen?: boolean | readonly object[] | undefined
  /** Items that an iterator may be ahead of whoever consumes it; 0 when it must not. @default 1024 */
  readonly window?: number | undefined
  /** Bytes of items that it may be ahead, but always one item. @default 1048576 */
  readonly windowBytes?: number | undefined
}

/** Options parsed once. */
export interface CallSettings {
  readonly signal: Signal | undefined
  readonly timeout: number | undefined
  readonly deadline: number | undefined
  readonly grace: number
  readonly priority: number
  readonly locks: readonly string[]
  readonly exclusive: boolean
  readonly key: string | number | undefined
  readonly retries: number
  readonly keepOpen: KeepOpen
  readonly window: Window
}

const items: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31
    ? undefined
    : 'an integer from 0 to 2147483647'

const priority: Check = (value) =>
  typeof value === 'number' && value >= 1 / 8 && value <= 8 ? undefined : 'a number from 1/8 to 8'

const keepOpen: Check = (value) =>
  typeof value === 'boolean' || Array.isArray(value) ? undefined : 'true, false or a list'

const lock: Check = (value) =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.every((name) => typeof name === 'string'))
    ? undefined
    : 'a string or an array of strings'

const key: Check = (value) =>
  typeof value === 'string' || typeof value === 'number' ? undefined : 'a string or a number'

const NONE: readonly string[] = []

/** A copy, so that whoever changes the list later changes nothing. */
const listOf = (names: string | readonly string[]): readonly string[] =>
  typeof names === 'string' ? [names] : [...names]

const CHECKS: { readonly [name in keyof Required<CallOptions>]: Check } = {
  signal,
  timeout: milliseconds,
  deadline: milliseconds,
  grace: milliseconds,
  priority,
  lock,
  exclusive: boolean,
  key,
  retries: integer(0),
  keepOpen,
  window: items,
  windowBytes: items,
}

/**
 * Checks options, adds them to those before, and fills in what is missing.
 * @throws TypeError or RangeError that names the option and what it must be
 */
export const parseCallOptions = (options: CallOptions, before?: CallSettings): CallSettings => {
  checkOptions('call', options, CHECKS)
  const window = before?.window ?? DEFAULT_WINDOW
  return {
    signal: options.signal ?? before?.signal,
    timeout: options.timeout ?? before?.timeout,
    deadline: options.deadline ?? before?.deadline,
    grace: options.grace ?? before?.grace ?? 5000,
    priority: options.priority ?? before?.priority ?? 1,
    locks: options.lock === undefined ? (before?.locks ?? NONE) : listOf(options.lock),
    exclusive: options.exclusive ?? before?.exclusive ?? false,
    key: options.key ?? before?.key,
    retries: options.retries ?? before?.retries ?? 0,
    keepOpen: options.keepOpen === undefined ? before?.keepOpen : options.keepOpen || undefined,
    window: {
      items: options.window ?? window.items,
      bytes: options.windowBytes ?? window.bytes,
    },
  }
}

/** Whether nobody wants the outcome of a call any more. */
export const isAborted = (
  settings: CallSettings | undefined,
): settings is CallSettings & { readonly signal: Signal } =>
  settings?.signal !== undefined && settings.signal.aborted
