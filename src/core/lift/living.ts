/** What is alive, and so stays where it is while others use it. */
import { LiveKind } from '../clone/live.js'
import type { ClassRegistry } from '../clone/registry.js'

/** The method that makes an object an observable to any copy of the library. */
export const SUBSCRIBE: unique symbol = Symbol.for('invoke.subscribe') as never

export type Subscribable = { [SUBSCRIBE](observer: PlainObserver): unknown }

/** What an observable's source tells its events to. */
export interface PlainObserver {
  next(value?: unknown): void
  error(error?: unknown): void
  complete(value?: unknown): void
}

/** The streams of the web and of Node, without their types. */
interface Streamlike {
  readonly getReader?: unknown
  readonly pipeTo?: unknown
  readonly pipe?: unknown
  readonly read?: unknown
  readonly on?: unknown
  readonly [Symbol.asyncIterator]?: unknown
}

/**
 * What kind of living object a value is; `undefined` for a plain value. An iterator is told by its `next`
 * alone: what can only be iterated, as an array or a `Map`, is a value.
 */
export const livingKind = (value: unknown, classes: ClassRegistry): LiveKind | undefined => {
  // No function: a module's proxy has every name, `next` among them.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const object = value as Streamlike & { readonly next?: unknown; readonly [SUBSCRIBE]?: unknown }
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === Object.prototype || prototype === null) {
    return typeof object.next === 'function' ? LiveKind.ITERATOR : undefined
  }
  if (typeof object[SUBSCRIBE] === 'function') return LiveKind.OBSERVABLE
  // Whoever has registered a class wants its instances sent.
  if (classes.size > 0 && classes.of(prototype) !== undefined) return undefined
  if (typeof object.next === 'function') return LiveKind.ITERATOR
  return isStream(object) ? LiveKind.STREAM : undefined
}

export const isWebStream = (object: Streamlike): boolean =>
  typeof object.getReader === 'function' && typeof object.pipeTo === 'function'

const isNodeStream = (object: Streamlike): boolean =>
  typeof object.pipe === 'function' &&
  typeof object.read === 'function' &&
  typeof object.on === 'function' &&
  typeof object[Symbol.asyncIterator] === 'function'

export const isStream = (object: Streamlike): boolean => isWebStream(object) || isNodeStream(object)
