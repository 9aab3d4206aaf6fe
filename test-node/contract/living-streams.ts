/** Streams, and what lives among arguments, on every transport. */
import * as assert from 'uvu/assert'
import type { Suite } from './suite.js'
import { needing } from './ability.js'
import { collect, until } from './lives.js'
import { reasonOf, type PoolCase } from './pool.js'

type Live = typeof import('../fixtures/live.mjs')
type NodeStreams = typeof import('../fixtures/node-streams.mjs')

const upTo = (to: number): number[] => Array.from({ length: to }, (_, i) => i)

export const livingStreamsContract = (test: Suite, { open, fixture, lacks }: PoolCase): void => {
  const pool = open({ limit: 1 })
  const live = pool.invoke<Live>(fixture('live.mjs'))
  const node = pool.invoke<NodeStreams>(fixture('node-streams.mjs'))
  const testOfNode = needing(test, 'streams of Node', lacks)
  test.after(() => pool.kill())

  /** What generators of the worker have noted since the last time, at least this. */
  const journal = async (
    wanted: string,
    of: { readJournal(): Promise<string[]> } = live,
  ): Promise<string[]> => {
    const seen: string[] = []
    await until(async () => {
      seen.push(...(await of.readJournal()))
      return seen.includes(wanted)
    })
    return seen
  }

  test('streams of the web arrive as streams', async () => {
    const stream = await live.webStream(5)
    assert.instance(stream, ReadableStream)
    assert.equal(await collect(stream as unknown as AsyncIterable<number>), upTo(5))
    assert.equal(await collect(live.webStream(600) as AsyncIterable<number>), upTo(600))
  })

  testOfNode('streams of Node arrive as streams of the web', async () => {
    assert.instance(await node.nodeStream(5), ReadableStream)
    assert.equal(await collect(node.nodeStream(5) as AsyncIterable<number>), upTo(5))
    assert.equal(await collect(node.text(3) as AsyncIterable<string>), [
      'line 0',
      'line 1',
      'line 2',
    ])
  })

  test('a stream that is cancelled, begun or not, is closed in the worker', async () => {
    await live.readJournal()
    for await (const item of live.webStream(1e9) as AsyncIterable<number>) if (item === 3) break
    assert.ok((await journal('stream cancelled')).length > 0)
    await ((await live.webStream(5)) as unknown as ReadableStream).cancel()
    assert.ok((await journal('stream cancelled')).length > 0)
  })

  testOfNode('a stream of Node that is cancelled is destroyed in the worker', async () => {
    await ((await node.nodeStream(5)) as unknown as ReadableStream).cancel()
    assert.ok((await journal('stream destroyed', node)).length > 0)
    const reader = ((await node.silentNodeStream()) as unknown as ReadableStream).getReader()
    void reader.read()
    await node.list()
    await reader.cancel()
    assert.ok((await journal('silent stream destroyed', node)).length > 0)
  })

  test('iterators and streams as arguments stay on the caller’s side', async () => {
    assert.is(await live.sum(upTo(1000).values()), 499_500)
    const cleaned: string[] = []
    const endless = function* () {
      try {
        for (let i = 0; ; i++) yield i
      } finally {
        cleaned.push('finally')
      }
    }
    assert.equal(await live.take(endless(), 3), [0, 1, 2])
    assert.equal(cleaned, ['finally'])
    const stream = new ReadableStream<number>({
      start(controller) {
        controller.enqueue(1)
        controller.enqueue(2)
        controller.close()
      },
    })
    assert.is(await live.sum(stream), 3)
    assert.equal(await collect(live.doubled(upTo(4).values())), [0, 2, 4, 6])
    assert.equal(await live({ window: 0 }).take(endless(), 2), [0, 1])
    const values = [1, 2, 3].values()
    assert.is(await live.same(values, values), true)
  })

  test('an argument that the function leaves is cleaned up when the call is over', async () => {
    const cleaned: string[] = []
    const watched = function* () {
      try {
        yield 1
        yield 2
      } finally {
        cleaned.push('finally')
      }
    }
    assert.is(await live.first(watched()), 1)
    await until(() => cleaned.length > 0)
    assert.is(await live.ignore(watched()), 'ignored')
  })

  test('next, throw and return reach an argument', async () => {
    const heard: unknown[] = []
    const talker = function* () {
      try {
        heard.push(yield 'begun')
        yield 'second'
      } catch (error) {
        heard.push((error as Error).message)
        yield 'caught'
      } finally {
        heard.push('finally')
      }
    }
    assert.equal(await live.talk(talker()), [
      { value: 'begun', done: false },
      { value: 'second', done: false },
      { value: 'caught', done: false },
      { value: 'three', done: true },
    ])
    assert.equal(heard, ['one', 'two', 'finally'])
    assert.equal(await live.methodsOf([1].values()), ['next'])
    assert.equal(await live.methodsOf(talker()), ['next', 'return', 'throw'])
  })

  test('an error of an argument arrives in the function', async () => {
    const failing = function* () {
      yield 1
      throw new RangeError('of the argument')
    }
    const error = (await reasonOf(live.sum(failing()))) as Error
    assert.instance(error, RangeError)
  })

  test('a stream whose read is pending is cancelled at once, with its reason', async () => {
    const reader = ((await live.silentStream()) as unknown as ReadableStream).getReader()
    const pending = reader.read()
    await live.list()
    await reader.cancel('why')
    assert.equal(await pending, { value: undefined, done: true })
    assert.ok((await journal('silent stream cancelled: why')).length > 0)
  })

  test('a stream as an argument that nobody reads is closed when the call is over', async () => {
    const cancelled: string[] = []
    const idle = new ReadableStream({
      pull: () => new Promise(() => undefined),
      cancel: () => {
        cancelled.push('cancelled')
      },
    })
    assert.is(await live.ignore(idle), 'ignored')
    await until(() => cancelled.length > 0)
  })

  test('what can only be iterated asynchronously is an iterator as an argument', async () => {
    const source = {
      async *[Symbol.asyncIterator]() {
        yield* await Promise.resolve([1, 2])
      },
    }
    assert.is(await live.sum(source), 3)
    assert.is(await live.same(source, source), true)
  })
}
