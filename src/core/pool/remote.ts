/// <reference lib="esnext.disposable" preserve="true" />
/** The types of modules as they are called from elsewhere. */
import type { Observable } from '../lift/observable.js'
import type { CallOptions } from './call-options.js'

type AnyFunction = (...parameters: never[]) => unknown

/** A stream of the web, whose type may not be known here. */
interface WebStream<T> {
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }> }
}

/** A stream of Node, likewise. */
interface NodeStream {
  pipe(...parameters: never[]): unknown
  read(...parameters: never[]): unknown
}

/** A socket of Node, which travels as such. */
interface NodeSocket {
  setNoDelay(...parameters: never[]): unknown
  destroySoon(): unknown
}

/** The stream that one arrives as: the platform's, where its type is known. */
type PlatformStream<T> = typeof globalThis extends {
  ReadableStream: { readonly prototype: infer S }
}
  ? S & AsyncIterable<T>
  : AsyncIterableIterator<T>

/** An iterator, with the methods that it has. */
type AnyIterator<T, R, N> = Iterator<T, R, N> | AsyncIterator<T, R, N>

type IsAny<T> = 0 extends 1 & T ? true : false

/** What the result of a function, or an item of an iterator, arrives as. */
type Arrived<V> =
  IsAny<V> extends true
    ? V
    : V extends Generator<infer T, infer R, infer N> | AsyncGenerator<infer T, infer R, infer N>
      ? AsyncGenerator<Item<T>, Awaited<R>, N>
      : V extends NodeSocket
        ? V
        : V extends Observable<infer T>
          ? Observable<Item<T>>
          : V extends NodeStream & AsyncIterable<infer T>
            ? PlatformStream<T>
            : V extends WebStream<unknown>
              ? V
              : V extends AnyIterator<infer T, infer R, infer N>
                ? AsyncIterableIterator<Item<T>, Awaited<R>, N>
                : V

/** An item, which may be a promise, and alive itself. */
type Item<T> = Arrived<Awaited<T>>

/** What `for await` gives of a call; nothing, when its result cannot be iterated. */
type Iterated<V> = V extends AnyIterator<infer T, unknown, never> | AsyncIterable<infer T>
  ? AsyncIterable<Item<T>>
  : V extends WebStream<infer T>
    ? AsyncIterable<T>
    : unknown

/** What may be given for a parameter: what is iterated there may be any iterator here. */
type Given<P> =
  | P
  | (P extends WebStream<unknown>
      ? NodeStream
      : P extends AsyncIterable<infer T> | AsyncIterator<infer T>
        ? AnyIterator<T, unknown, undefined> | AsyncIterable<T> | WebStream<T>
        : never)

type GivenAll<P extends readonly unknown[]> = { [K in keyof P]: Given<P[K]> }

/** What a call gives at once. */
type Called<V> = [V] extends [never]
  ? Promise<never>
  : IsAny<V> extends true
    ? Promise<V>
    : Promise<Arrived<V>> & Iterated<V>

type RemoteFunction<F> = F extends (...parameters: infer P) => infer R
  ? (...parameters: GivenAll<P>) => Called<Awaited<R>>
  : never

type LocalName = 'then' | 'toJSON' | 'toString' | 'valueOf'

/**
 * A module as it is called from here: its functions, each returning a promise. Exports that are no
 * functions are absent; so are those named `then`, `toJSON`, `toString` and `valueOf`, which the language
 * itself would call: `invoke.call` reaches them. Called itself, it takes options for the calls made
 * through what it returns.
 */
export type Remote<M> = {
  readonly [
    K in keyof M as M[K] extends AnyFunction ? Exclude<K, LocalName | symbol> : never
  ]: RemoteFunction<M[K]>
} & ((options: CallOptions) => Remote<M>)

/** A module with workers of its own: disposing of it ends them once its calls are answered. */
export type IsolatedRemote<M> = Remote<M> & AsyncDisposable
