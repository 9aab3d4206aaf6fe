/** One subscription of a local observable, and what its two sides hold of it. */
import type { Signal } from '../signal.js'
import { listen, unlisten } from './signals.js'
import { report } from './report.js'
import { toTeardown, type Teardown } from './teardown.js'

/** Who wants to hear of events. */
export interface Observer<T> {
  start?(subscription: Subscription): void
  next?(value: T): void
  error?(error: unknown): void
  complete?(): void
}

/** What a subscriber tells its events to. */
export interface SubscriptionObserver<T> {
  readonly closed: boolean
  next(value: T): void
  error(error: unknown): void
  complete(): void
}

/** What ends a subscription. */
export interface Subscription {
  readonly closed: boolean
  unsubscribe(): void
}

export type Subscriber<T> = (
  observer: SubscriptionObserver<T>,
) => (() => void) | { unsubscribe(): void } | null | undefined | void

type Observing = Readonly<Record<'start' | 'next' | 'error' | 'complete', unknown>>

/** The observer is forgotten when the subscription is closed. */
class Subscribed {
  observer: Observing | undefined
  /** What to do when it is closed, whoever closes it. */
  release: (() => void) | undefined
  private teardown: Teardown | undefined

  constructor(observer: Observing) {
    this.observer = observer
  }

  /** Calls a method of the observer, which is looked up at every event. */
  tell(observer: Observing, name: keyof Observing, ...given: unknown[]): boolean {
    try {
      const method = observer[name]
      if (method === undefined || method === null) return false
      Reflect.apply(method as () => void, observer, given)
    } catch (error) {
      report(error)
    }
    return true
  }

  run(subscriber: Subscriber<unknown>, events: SubscriptionObserver<unknown>): void {
    try {
      this.teardown = toTeardown(Reflect.apply(subscriber, undefined, [events]))
    } catch (error) {
      events.error(error)
    }
    if (this.observer === undefined) this.tearDown()
  }

  /** Gives the observer, for the last time. */
  close(): Observing | undefined {
    const { observer } = this
    this.observer = undefined
    this.release?.()
    return observer
  }

  tearDown(): void {
    const { teardown } = this
    this.teardown = undefined
    if (teardown === undefined) return
    try {
      teardown()
    } catch (error) {
      report(error)
    }
  }
}

const states = new WeakMap<object, Subscribed>()

const stateOf = (object: unknown): Subscribed => {
  const state = typeof object === 'object' && object !== null ? states.get(object) : undefined
  if (state === undefined) throw new TypeError('this is no subscription')
  return state
}

const hidden = <T extends object>(methods: T): T => {
  for (const name of Object.keys(methods)) {
    Object.defineProperty(methods, name, { enumerable: false })
  }
  return methods
}

/** Plain prototypes: what stands on them is all that the proposal gives these objects. */
const subscriptions = hidden({
  get closed(): boolean {
    return stateOf(this).observer === undefined
  },
  unsubscribe(): void {
    const state = stateOf(this)
    if (state.close() !== undefined) state.tearDown()
  },
})

const observers = hidden({
  get closed(): boolean {
    return stateOf(this).observer === undefined
  },
  next(value: unknown): void {
    const state = stateOf(this)
    if (state.observer !== undefined) state.tell(state.observer, 'next', value)
  },
  error(error: unknown): void {
    const state = stateOf(this)
    const observer = state.close()
    if (observer === undefined) return
    if (!state.tell(observer, 'error', error)) report(error)
    state.tearDown()
  },
  complete(): void {
    const state = stateOf(this)
    const observer = state.close()
    if (observer === undefined) return
    state.tell(observer, 'complete')
    state.tearDown()
  },
})

/** Subscribes an observer, until the signal aborts. */
export const subscribeTo = (
  subscriber: Subscriber<unknown>,
  observer: object,
  signal: Signal | undefined,
): Subscription => {
  const state = new Subscribed(observer as Observing)
  const subscription = Object.create(subscriptions) as Subscription
  const events = Object.create(observers) as SubscriptionObserver<unknown>
  states.set(subscription, state)
  states.set(events, state)
  if (signal !== undefined) endWith(signal, state, subscription)
  if (state.observer !== undefined) state.tell(state.observer, 'start', subscription)
  if (state.observer !== undefined) state.run(subscriber, events)
  return subscription
}

const endWith = (signal: Signal, state: Subscribed, subscription: Subscription): void => {
  if (signal.aborted) return subscription.unsubscribe()
  const listener = { aborted: () => subscription.unsubscribe() }
  listen(signal, listener)
  state.release = () => unlisten(signal, listener)
}
