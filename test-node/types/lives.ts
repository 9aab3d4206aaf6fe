/** Compiled, never run: what the types of living results and arguments are. */
import type { Readable } from 'node:stream'
import { invoke, type CallContext, type Observable } from 'invoke'

interface Row {
  id: number
}

interface RowsModule {
  sync(): Generator<Row, string, number>
  later(): AsyncGenerator<Row, string, number>
  promised(): Promise<Generator<Row, void, unknown>>
  ofPromises(): Generator<Promise<Row>, Promise<string>, unknown>
  bare(): Iterator<Row>
  nested(): Generator<Generator<Row, void, unknown>, void, unknown>
  web(): ReadableStream<Row>
  node(): Readable
  ticks(): Observable<Row>
  // oxlint-disable-next-line typescript/no-explicit-any
  anything(): any
  nothing(): unknown
  list(): Row[]
  observed(): Observable<Generator<Row, void, unknown>>
  sum(rows: AsyncIterable<Row>): number
  first(rows: AsyncIterator<Row>): Row
  pipe(rows: ReadableStream<Row>): void
}

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(): T | undefined => undefined

const rows = invoke<RowsModule>(new URL('./rows.js', import.meta.url))
type Result<K extends keyof RowsModule> = Awaited<ReturnType<(typeof rows)[K]>>

holds<Equal<Result<'sync'>, AsyncGenerator<Row, string, number>>>()
holds<Equal<Result<'later'>, AsyncGenerator<Row, string, number>>>()
holds<Equal<Result<'promised'>, AsyncGenerator<Row, void, unknown>>>()
holds<Equal<Result<'ofPromises'>, AsyncGenerator<Row, string, unknown>>>()
holds<Equal<Result<'bare'>, AsyncIterableIterator<Row>>>()
holds<Equal<Result<'nested'>, AsyncGenerator<AsyncGenerator<Row, void, unknown>, void, unknown>>>()
holds<Equal<Result<'web'>, ReadableStream<Row>>>()
holds<Equal<Result<'observed'>, Observable<AsyncGenerator<Row, void, unknown>>>>()
holds<Result<'node'> extends ReadableStream ? true : false>()
holds<Equal<Result<'ticks'>, Observable<Row>>>()
// oxlint-disable-next-line typescript/no-explicit-any
holds<Equal<ReturnType<typeof rows.anything>, Promise<any>>>()
holds<Equal<ReturnType<typeof rows.nothing>, Promise<unknown>>>()
holds<Equal<ReturnType<typeof rows.list>, Promise<Row[]>>>()

/** Each of these can be iterated without `await`. */
export const each = async (): Promise<Row | undefined> => {
  for await (const row of rows.sync()) return row
  for await (const row of rows.ofPromises()) return row
  for await (const row of rows.bare()) return row
  for await (const inner of rows.nested()) for await (const row of inner) return row
  for await (const row of rows.web()) return row
  for await (const row of rows.ticks()) return row
  for await (const chunk of rows.node()) void chunk
  return undefined
}

// @ts-expect-error a list by itself cannot be iterated with await
export const listed: AsyncIterable<Row> = rows.list()

export const given = (stream: ReadableStream<Row>, generator: Generator<Row>): void => {
  void rows.sum(stream)
  void rows.sum(generator)
  void rows.sum([{ id: 1 }].values())
  void rows.first(generator)
  void rows.pipe(stream)
  // @ts-expect-error an iterator arrives as an iterator, not as a stream
  void rows.pipe(generator)
  // @ts-expect-error items of another type
  void rows.sum([1].values())
}

const { signal } = new AbortController()
void rows({ signal, timeout: 1, deadline: 2, grace: 3, window: 4, windowBytes: 5 }).list()
void rows({ signal })({ timeout: 1 }).sync()
// @ts-expect-error an option that does not exist
rows({ timeot: 1 })
// @ts-expect-error an option of another type
rows({ signal: {} })

holds<Equal<CallContext['signal'], AbortSignal>>()
holds<Equal<ReturnType<typeof invoke.context>, CallContext>>()
