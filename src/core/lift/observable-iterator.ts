import { Queue } from '../schedule/queue.js'
import type { Subscription } from './subscription.js'

interface Request<T> {
  readonly resolve: (step: IteratorResult<T, void>) => void
  readonly reject: (error: unknown) => void
}

interface Events<T> {
  next(value: T): void
  error(error: unknown): void
  complete(): void
}

/** The events of an observable as an async iterator. It is subscribed to at the first `next`. */
export const iterateObservable = <T>(
  subscribe: (observer: Events<T>) => Subscription,
): AsyncIterableIterator<T, void, undefined> => {
  const values = new Queue<T>()
  const waiting = new Queue<Request<T>>()
  let subscription: Subscription | undefined
  let over: { readonly error?: unknown } | undefined
  let begun = false

  const finish = (outcome: { readonly error?: unknown }): void => {
    over = outcome
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      void conclude().then(next.resolve, next.reject)
    }
  }
  /** An error is told once. */
  const conclude = async (): Promise<IteratorResult<T, void>> => {
    const failed = over !== undefined && 'error' in over
    const error = over?.error
    over = {}
    if (failed) throw error
    return { value: undefined, done: true }
  }
  const begin = (): void => {
    begun = true
    const observer = {
      next: (value: T) => {
        const request = waiting.shift()
        if (request === undefined) values.push(value)
        else request.resolve({ value, done: false })
      },
      error: (error: unknown) => finish({ error }),
      complete: () => finish({}),
    }
    subscription = subscribe(observer)
  }
  return {
    next: () => {
      if (!begun) begin()
      if (values.size > 0) return Promise.resolve({ value: values.shift() as T, done: false })
      if (over !== undefined) return conclude()
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return: () => {
      begun = true
      subscription?.unsubscribe()
      while (values.size > 0) values.shift()
      finish({})
      return conclude()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
