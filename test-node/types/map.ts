/** Compiled, never run: what the types of a map are. */
import type { Readable } from 'node:stream'
import { invoke, Pool, type MapContext, type MapOptions } from 'invoke'

interface Image {
  width: number
}

interface ImageModule {
  resize(path: string): Image
  scale(path: string, width?: number): Promise<Image>
  paths(): Generator<string, void, unknown>
  tiles(path: string): Generator<Image, void, unknown>
}

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(): T | undefined => undefined

const pool = new Pool()
const images = pool.invoke<ImageModule>(new URL('./image.js', import.meta.url))

const resized = pool.map(['a', 'b'], (path) => images.resize(path))
holds<Equal<typeof resized, AsyncGenerator<Image, void, undefined>>>()

const direct = pool.map(['a'], images.resize)
holds<Equal<typeof direct, AsyncGenerator<Image, void, undefined>>>()

const fed = pool.map(images.paths(), (path, { index }) => `${path.length} ${index.toFixed()}`)
holds<Equal<typeof fed, AsyncGenerator<string, void, undefined>>>()

const tiles = pool.map(new Set(['a']), (path, { signal }) => images({ signal }).tiles(path))
holds<Equal<typeof tiles, AsyncGenerator<AsyncGenerator<Image, void, unknown>, void, undefined>>>()

const chained = pool.map(resized, ({ width }) => Promise.resolve(width))
holds<Equal<typeof chained, AsyncGenerator<number, void, undefined>>>()

const promised = invoke.pool.map([Promise.resolve(1)], (item) => item.toFixed(), { ordered: false })
holds<Equal<typeof promised, AsyncGenerator<string, void, undefined>>>()

const mixed = pool.map([1], (item) => (item > 1 ? Promise.resolve('large') : item))
holds<Equal<typeof mixed, AsyncGenerator<string | number, void, undefined>>>()

export const streams = (node: Readable, web: ReadableStream<Image>): void => {
  const chunks = pool.map(web, (image) => image.width)
  holds<Equal<typeof chunks, AsyncGenerator<number, void, undefined>>>()
  pool.map(node, (chunk: Buffer) => chunk.length)
}

export const generic = <T>(items: readonly T[]): AsyncGenerator<[Awaited<T>], void> =>
  pool.map(items, (item): [Awaited<T>] => [item])

export const named = async (
  options: MapOptions,
  fn: (path: string, context: MapContext) => Image,
) => {
  for await (const { width } of pool.map(['a'], fn, options)) width.toFixed()
}

const { signal } = new AbortController()
pool.map([1], (item) => item, { concurrency: 4, ordered: false, signal })
holds<Equal<MapContext['signal'], AbortSignal>>()

// @ts-expect-error an item of another type
pool.map([1], (path: string) => path)
// @ts-expect-error what comes beside the item is no width
pool.map(['a'], images.scale)
// @ts-expect-error an option that does not exist
pool.map([1], (item) => item, { order: true })
// @ts-expect-error what cannot be iterated
pool.map(1, (item) => item)
// @ts-expect-error no function
pool.map([1])
