import { notIterable } from '../errors.js'
import type { AnyIterator } from './feed.js'

type Step = IteratorResult<unknown, unknown>

/** Iterates what a promise comes to, so that `for await` needs no `await` before the call. */
class LateIterator {
  private readonly promise: Promise<unknown>
  private iterator: AnyIterator | undefined
  private opening: Promise<AnyIterator> | undefined
  /** Calls that wait for it: those behind them must not overtake. */
  private waiting = 0

  constructor(promise: Promise<unknown>) {
    this.promise = promise
  }

  next(...given: [unknown?]): Promise<Step> {
    const { iterator } = this
    if (iterator !== undefined && this.waiting === 0) return step(iterator.next(...given))
    return this.open((opened) => step(opened.next(...given)))
  }

  return(value?: unknown): Promise<Step> {
    return this.open((opened) => step(opened.return?.(value) ?? { value, done: true }))
  }

  throw(error?: unknown): Promise<Step> {
    return this.open((opened) => {
      if (opened.throw === undefined) throw error
      return step(opened.throw(error))
    })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  private open(call: (iterator: AnyIterator) => Promise<Step>): Promise<Step> {
    this.waiting++
    this.opening ??= this.promise.then((value) => (this.iterator = iteratorOf(value)))
    return this.opening.then((iterator) => {
      this.waiting--
      return call(iterator)
    })
  }
}

const step = (result: unknown): Promise<Step> => Promise.resolve(result as Step)

const iteratorOf = (value: unknown): AnyIterator => {
  const iterable = value as
    | { [Symbol.asyncIterator]?: () => AnyIterator; [Symbol.iterator]?: () => AnyIterator }
    | null
    | undefined
  const iterate =
    typeof value === 'object'
      ? (iterable?.[Symbol.asyncIterator] ?? iterable?.[Symbol.iterator])
      : undefined
  if (typeof iterate !== 'function') throw notIterable(value)
  return Reflect.apply(iterate, value, [])
}

const iterate = function (this: Promise<unknown>): LateIterator {
  return new LateIterator(this)
}

/** A promise that can be iterated, if what it comes to can. */
export const iterable = (promise: Promise<unknown>): Promise<unknown> => {
  // Assigned, not defined, which would take four times as long as the promise itself.
  ;(promise as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] = iterate
  return promise
}
