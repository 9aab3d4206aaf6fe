/** The library's own `Observable`, as the proposal for the language has it. */
import type { Signal } from '../signal.js'
import { notObservable } from '../errors.js'
import { SUBSCRIBE, type PlainObserver } from './living.js'
import { iterateObservable } from './observable-iterator.js'
import {
  subscribeTo,
  type Observer,
  type Subscriber,
  type Subscription,
  type SubscriptionObserver,
} from './subscription.js'
import { toTeardown } from './teardown.js'

export type { Observer, Subscriber, Subscription, SubscriptionObserver }

/** How to subscribe. */
export interface SubscribeOptions {
  /** Ends the subscription when it aborts. */
  readonly signal?: Signal | undefined
}

/** Anything with a `subscribe`, as other libraries make it. */
export interface Subscribes<T> {
  subscribe(
    observer: {
      next(value: T): void
      error(error: unknown): void
      complete(): void
    },
    options?: never,
  ): unknown
}

type Constructor = new (subscriber: Subscriber<unknown>) => Observable<unknown>

/** The keys under which libraries look for an observable. */
const LEGACY_KEY = '@@observable'
const observableKey = (): symbol | undefined => (Symbol as { observable?: symbol }).observable

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

const isConstructor = (value: unknown): value is Constructor => {
  try {
    Reflect.construct(Object, [], value as Constructor)
    return true
  } catch {
    return false
  }
}

/** A source of events that runs anew for everyone who subscribes. */
export class Observable<T> {
  readonly #subscriber: Subscriber<T>

  /** @throws TypeError when the subscriber is no function */
  constructor(subscriber: Subscriber<T>) {
    if (typeof subscriber !== 'function') throw notObservable(subscriber)
    this.#subscriber = subscriber
    announce()
  }

  /** The events of a list of values. */
  static of<T>(this: unknown, ...values: T[]): Observable<T> {
    return makeOf(this, values)
  }

  /**
   * An observable of whatever is one elsewhere, or of what can be iterated.
   * @throws TypeError for anything else
   */
  static from<T>(this: unknown, source: Subscribes<T> | Iterable<T>): Observable<T> {
    return makeFrom(this, source) as Observable<T>
  }

  /**
   * Runs the source for this observer, or these functions. Errors that an observer throws, and those
   * that nobody takes, are reported as the host reports those of its own listeners.
   */
  subscribe(observer?: Observer<T> | null, options?: SubscribeOptions): Subscription
  subscribe(
    next: (value: T) => void,
    error?: ((error: unknown) => void) | SubscribeOptions,
    complete?: () => void,
    options?: SubscribeOptions,
  ): Subscription
  subscribe(observer: unknown, ...rest: unknown[]): Subscription {
    const subscriber = this.#subscriber as Subscriber<unknown>
    const functional = typeof observer === 'function'
    const at = !functional || (isObject(rest[0]) && typeof rest[0] !== 'function') ? 0 : 2
    const { signal } = (rest[at] ?? {}) as SubscribeOptions
    const [error, complete] = at === 2 ? rest : []
    const listener = functional ? { next: observer, error, complete } : observer
    return subscribeTo(subscriber, isObject(listener) ? listener : {}, signal)
  }

  /** Events as they come, kept while nobody takes them: an observable cannot be held up. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, void, undefined> {
    return iterateObservable((observer) => this.subscribe(observer))
  }

  /** For any copy of this library. */
  [SUBSCRIBE](observer: PlainObserver): Subscription {
    return this.subscribe(observer)
  }
}

const self = function (this: unknown): unknown {
  return this
}
const hidden = { configurable: true, enumerable: false, writable: true }
Object.defineProperty(self, 'name', { value: '[Symbol.observable]' })
Object.defineProperty(Observable.prototype, LEGACY_KEY, { ...hidden, value: self })
Object.defineProperty(Observable.prototype, SUBSCRIBE, { enumerable: false })

/** The symbol may be defined later than this class, by whoever brings a polyfill. */
const announce = (): void => {
  const key = observableKey()
  if (key === undefined || Object.hasOwn(Observable.prototype, key)) return
  Object.defineProperty(Observable.prototype, key, { ...hidden, value: self })
}
announce()

const classFor = (receiver: unknown): Constructor =>
  isConstructor(receiver) ? receiver : Observable

const makeOf = <T>(receiver: unknown, values: readonly T[]): Observable<T> => {
  const made = new (classFor(receiver))((observer) => {
    for (const value of values) {
      observer.next(value)
      if (observer.closed) return
    }
    observer.complete()
  })
  return made as Observable<T>
}

const makeFrom = (receiver: unknown, source: unknown): unknown => {
  if (source === undefined || source === null) throw notObservable(source)
  const constructor = classFor(receiver)
  const method = observableMethod(source)
  if (method !== undefined) {
    const observable = Reflect.apply(method, source, [])
    if (!isObject(observable)) throw notObservable(observable)
    if (observable.constructor === constructor) return observable
    return new constructor((observer) =>
      (observable as { subscribe(observer: unknown): ReturnType<Subscriber<unknown>> }).subscribe(
        observer,
      ),
    )
  }
  const iterate = (source as Partial<Iterable<unknown>>)[Symbol.iterator]
  if (typeof iterate !== 'function') throw notObservable(source)
  return new constructor((observer) => {
    // An iterator by itself may not be iterable.
    const iterator = Reflect.apply(iterate, source, [])
    for (const value of { [Symbol.iterator]: () => iterator }) {
      observer.next(value)
      if (observer.closed) return
    }
    observer.complete()
  })
}

/** @throws TypeError for one that is no function */
const observableMethod = (source: unknown): (() => unknown) | undefined => {
  const key = observableKey()
  const object = source as Record<PropertyKey, unknown>
  const method = (key === undefined ? undefined : object[key]) ?? object[LEGACY_KEY]
  if (method === undefined || method === null) return undefined
  if (typeof method !== 'function') throw notObservable(method)
  return method as () => unknown
}

/** A subscriber that gets a plain object, whose methods can be handed on by themselves. */
export type PlainSubscriber<T> = (observer: {
  next(value: T): void
  error(error: unknown): void
  complete(): void
}) => ReturnType<Subscriber<T>>

/** Those of the language's hosts end by a signal only, those of libraries by what they return. */
const follow = <T>(source: Subscribes<T>, observer: Parameters<PlainSubscriber<T>>[0]) => {
  const controller = new AbortController()
  const options = { signal: controller.signal } as never
  const end = toTeardown(source.subscribe(observer, options))
  return () => {
    controller.abort()
    end?.()
  }
}

/**
 * What a function in a worker returns so that its caller gets an observable: runs the subscriber, or
 * subscribes to an observable of any library, for each subscription of the caller.
 * @throws TypeError for anything else
 */
export const observable = <T>(source: PlainSubscriber<T> | Subscribes<T>): Observable<T> => {
  const subscribes = source as Partial<Subscribes<T>> | null | undefined
  if (typeof subscribes?.subscribe === 'function') {
    if (source instanceof Observable) return source as Observable<T>
    return observable((observer) => follow(source as Subscribes<T>, observer))
  }
  if (typeof source !== 'function') throw notObservable(source)
  return new Observable<T>((events) =>
    source({
      next: (value) => events.next(value),
      error: (error) => events.error(error),
      complete: () => events.complete(),
    }),
  )
}
