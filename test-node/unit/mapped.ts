/** What the tests of `map` share. */
import { map } from '../../src/core/map/map.js'
import type { MapOptions } from '../../src/core/map/options.js'
import type { MapContext } from '../../src/core/map/mapped-call.js'
import { reasonOf } from '../contract/pool.js'

/** So long that whatever can happen by itself has happened. */
export const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Calls whose ends the test decides. */
export class Calls {
  readonly made: { readonly item: number; readonly context: MapContext }[] = []
  readonly aborted: number[] = []
  private readonly ends: { resolve(value: string): void; reject(error: unknown): void }[] = []

  readonly fn = (item: number, context: MapContext): Promise<string> => {
    let resolve!: (value: string) => void
    let reject!: (error: unknown) => void
    const promise = new Promise<string>((...ends) => ([resolve, reject] = ends))
    this.made.push({ item, context })
    this.ends.push({ resolve, reject })
    context.signal.addEventListener('abort', () => {
      this.aborted.push(item)
      reject(context.signal.reason)
    })
    return promise
  }

  get count(): number {
    return this.made.length
  }

  async resolve(...indices: number[]): Promise<void> {
    for (const index of indices) this.ends[index]?.resolve(`r${index}`)
    await tick()
  }

  async reject(index: number, error: unknown): Promise<void> {
    this.ends[index]?.reject(error)
    await tick()
  }
}

/** Numbers from 0, which tell how many were taken and how they were closed. */
export class Numbers {
  taken = 0
  closed = 0
  private readonly to: number

  constructor(to = Infinity) {
    this.to = to
  }

  async *later(): AsyncGenerator<number, void, undefined> {
    yield* this.now()
  }

  *now(): Generator<number, void, undefined> {
    try {
      while (this.taken < this.to) yield this.taken++
    } finally {
      this.closed++
    }
  }
}

/** What these calls come to. */
export const mapOf = (
  calls: Calls,
  input: Iterable<number> | AsyncIterable<number>,
  options: MapOptions,
) => map(input, calls.fn, options, 4)

export const double = (item: number) => item * 2

/** All the results. */
export const all = async <T>(results: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const result of results) list.push(result)
  return list
}

/** The message of the error that a promise rejects with. */
export const messageOf = async (promise: Promise<unknown>) => {
  const reason = await reasonOf(promise)
  return reason instanceof Error ? reason.message : reason
}

/** What a step gives. */
export const done = { done: true, value: undefined }
export const item = <T>(value: T) => ({ done: false, value })

/** Kinds of inputs, and orders of results, that behave alike. */
export const variants = (['now', 'later'] as const).flatMap((kind) =>
  [true, false].map((ordered) => ({
    kind,
    ordered,
    name: `${kind === 'now' ? 'a sync' : 'an async'} input, ${ordered ? 'in order' : 'as they come'}`,
  })),
)
