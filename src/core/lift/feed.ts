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
}

interface NodeStream {
  destroy(): unknown
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
  return isWebStream(value) ? readWeb(value as WebStream) : readNode(value as NodeStream)
}

/** Not the stream's own iterator, whose `return` waits for the read before it. */
const readWeb = (stream: WebStream): AnyIterator => {
  const reader = stream.getReader()
  return {
    next: () => reader.read(),
    return: async (reason) => {
      await reader.cancel(reason)
      reader.releaseLock()
      return { done: true, value: undefined }
    },
  }
}

/** The iterator's own `return` would leave a stream open that was never read. */
const readNode = (stream: NodeStream): AnyIterator => {
  const iterator = stream[Symbol.asyncIterator]()
  return {
    next: () => iterator.next(),
    return: () => {
      stream.destroy()
      return { done: true, value: undefined }
    },
  }
}

/** Lets go of what was never begun. */
export const discardFeed = (kind: LiveKind, value: object): unknown =>
  kind === Kind.OBSERVABLE ? undefined : openFeed(kind, value).return?.()
