/** Where the items of an iterator or stream come from. */
import { LiveMethod, type LiveKind, LiveKind as Kind } from '../clone/live.js'
import { isWebStream } from './living.js'

type Method = (this: unknown, value?: unknown) => unknown

/** An iterator, sync or async, as anyone may write one. */
export interface AnyIterator {
  readonly next: Method
  readonly return?: Method
  readonly throw?: Method
}

interface WebStream {
  getReader(): {
    read(): Promise<IteratorResult<unknown, unknown>>
    releaseLock(): void
    cancel(reason?: unknown): Promise<void>
  }
  cancel(): Promise<void>
  [Symbol.asyncIterator]?(): AnyIterator
}

interface NodeStream {
  destroy?(): void
  [Symbol.asyncIterator](): AnyIterator
}

/** The methods besides `next` that a living object of this kind has. */
export const methodsOf = (kind: LiveKind, value: object): number => {
  if (kind !== Kind.ITERATOR) return kind === Kind.STREAM ? LiveMethod.RETURN : 0
  const { return: end, throw: raise } = value as AnyIterator
  return (
    (typeof end === 'function' ? LiveMethod.RETURN : 0) |
    (typeof raise === 'function' ? LiveMethod.THROW : 0)
  )
}

/** The iterator of a living object, which is not touched before. */
export const openFeed = (kind: LiveKind, value: object): AnyIterator => {
  if (kind === Kind.ITERATOR) return value as AnyIterator
  const stream = value as WebStream | NodeStream
  if (typeof stream[Symbol.asyncIterator] === 'function') {
    return (stream as NodeStream)[Symbol.asyncIterator]()
  }
  return readerOf(stream as WebStream)
}

/** For a `ReadableStream` of a platform that cannot iterate it. */
const readerOf = (stream: WebStream): AnyIterator => {
  const reader = stream.getReader()
  return {
    next: () => reader.read(),
    return: async () => {
      await reader.cancel()
      reader.releaseLock()
      return { done: true, value: undefined }
    },
  }
}

/** Lets go of what was never begun. */
export const discardFeed = (kind: LiveKind, value: object): unknown => {
  if (kind === Kind.ITERATOR) return (value as AnyIterator).return?.()
  if (kind === Kind.OBSERVABLE) return undefined
  // The iterator of a stream would not touch it either, and leave it open.
  if (isWebStream(value)) return (value as WebStream).cancel()
  return (value as NodeStream).destroy?.()
}
