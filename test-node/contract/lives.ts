/** Iterators, streams and observables that stay where they are, on every transport. */
import * as assert from 'uvu/assert'
import type { Suite } from '../suite.js'
import { reasonOf, type PoolCase } from './pool.js'

type Live = typeof import('../fixtures/live.mjs')

/** All that an iteration gives. */
export const collect = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of source) all.push(item)
  return all
}

const upTo = (to: number): number[] => Array.from({ length: to }, (_, i) => i)

/** Waits until something holds. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}

export const livesContract = (test: Suite, { open, fixture }: PoolCase): void => {
  const pool = open({ limit: 1 })
  const live = pool.invoke<Live>(fixture('live.mjs'))
  test.after(() => pool.kill())

  /** What generators of the worker have noted since the last time, at least this. */
  const journal = async (wanted: string): Promise<string[]> => {
    const seen: string[] = []
    await until(async () => {
      seen.push(...(await live.readJournal()))
      return seen.includes(wanted)
    })
    return seen
  }

  test('generators arrive as async iterators, with and without await', async () => {
    assert.equal(await collect(live.count(5)), upTo(5))
    assert.equal(await collect(await live.count(5)), upTo(5))
    assert.equal(await collect(live.countLater(5)), upTo(5))
    assert.equal(await collect(await live.promised()), upTo(3))
    assert.equal(await collect(live.count(0)), [])
    const iterator = await live.count(1)
    assert.is(iterator[Symbol.asyncIterator](), iterator)
  })

  test('more items than any window holds arrive in order', async () => {
    assert.equal(await collect(live.count(20_000)), upTo(20_000))
    assert.equal(await collect(live.countLater(3000)), upTo(3000))
    const narrow = live({ window: 1 })
    assert.equal(await collect(narrow.count(300)), upTo(300))
    assert.equal(await collect(live({ windowBytes: 0 }).count(300)), upTo(300))
    assert.equal(await collect(live({ window: 0 }).count(300)), upTo(300))
  })

  test('whoever calls only next gets every item too', async () => {
    const iterator = await live.countLater(1000)
    const seen = []
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
      seen.push(step.value)
    }
    assert.equal(seen, upTo(1000))
    assert.equal(await iterator.next(), { value: undefined, done: true })
  })

  test('what a generator returns is the value of its last step', async () => {
    const iterator = await live.countLater(1)
    assert.equal(await iterator.next(), { value: 0, done: false })
    assert.equal(await iterator.next(), { value: 'returned', done: true })
  })

  test('an iterator is told by its next alone', async () => {
    assert.equal(await live.list(), [1, 2, 3])
    assert.equal(await live.map(), new Map([[1, 2]]))
    assert.equal(await live.node(), { value: 1, next: { value: 2, next: null } })
    assert.equal(await collect(live.onlyNext(3)), upTo(3))
  })

  test('a list can be iterated without await, and what cannot says so', async () => {
    const list = live.list() as unknown as AsyncIterable<number>
    assert.equal(await collect(list), [1, 2, 3])
    const nothing = live.readJournal() as unknown as { [Symbol.asyncIterator]: unknown }
    assert.type(nothing[Symbol.asyncIterator], 'function')
    const error = await reasonOf(collect(live.number() as unknown as AsyncIterable<number>))
    assert.match((error as Error).message, /number, which cannot be iterated/)
  })

  test('methods that the original lacks are absent', async () => {
    for (const names of [[], ['return'], ['throw'], ['return', 'throw']]) {
      const iterator = (await live.withMethods(...names)) as unknown as Record<string, unknown>
      for (const name of ['return', 'throw']) {
        assert.is(name in iterator, names.includes(name), `${name} of ${names.join()}`)
      }
      for (const name of ['next', ...names]) {
        const method = iterator[name] as (value: string) => Promise<unknown>
        const step = await method.call(iterator, 'sent')
        assert.equal(step, { value: [name, 'sent'], done: false })
      }
    }
  })

  test('a coroutine is sent values, errors and its end, in lockstep', async () => {
    const talk = await live.echo()
    assert.equal(await talk.next(), { value: 'begun', done: false })
    for (let i = 0; i < 5; i++) {
      assert.equal(await talk.next(i), { value: ['got', i], done: false })
    }
    assert.equal(await talk.next(undefined), { value: ['got', undefined], done: false })
    assert.equal(await talk.next(Promise.resolve('later')), {
      value: ['got', 'later'],
      done: false,
    })
    const { value } = (await talk.throw(new RangeError('sent'))) as { value: [string, Error] }
    assert.is(value[0], 'caught')
    assert.instance(value[1], RangeError)
    assert.equal(await talk.next('end'), { value: 'ended', done: true })
    assert.equal(await talk.return('late' as never), { value: 'late', done: true })
    assert.match(((await reasonOf(talk.throw(new Error('too late')))) as Error).message, /too late/)
  })

  test('an argument of next that cannot be sent, or is rejected, leaves the iterator as it was', async () => {
    const talk = await live.echo()
    await talk.next()
    assert.match(
      ((await reasonOf(talk.next(() => 1))) as Error).message,
      /value cannot be sent to another process: it is a function/,
    )
    const rejected = Promise.reject(new Error('an argument'))
    assert.match(((await reasonOf(talk.next(rejected))) as Error).message, /an argument/)
    assert.equal(await talk.next(1), { value: ['got', 1], done: false })
    await talk.return(undefined as never)
  })

  test('a value for next after running ahead skips no item', async () => {
    const iterator = await live.count(50)
    const seen: unknown[] = []
    for (let i = 0; i < 10; i++) seen.push((await iterator.next()).value)
    for (let i = 10; i < 50; i++) seen.push((await iterator.next('ignored' as never)).value)
    assert.equal(seen, upTo(50))
    assert.is((await iterator.next()).done, true)
  })

  test('calls of next at the same time are answered in order', async () => {
    const iterator = await live.countLater(6)
    const steps = await Promise.all(upTo(8).map(() => iterator.next()))
    assert.equal(
      steps.map(({ value }) => value),
      [...upTo(6), 'returned', undefined],
    )
  })

  test('an error in the middle arrives after the items before it', async () => {
    const seen: number[] = []
    const error = await reasonOf(
      (async () => {
        for await (const item of live.failAfter(700)) seen.push(item)
      })(),
    )
    assert.equal(seen, upTo(700))
    assert.instance(error, RangeError)
    assert.is((error as { at?: number }).at, 700)
    assert.match((error as Error).stack as string, /live\.mjs/)
  })

  test('an early break runs the finally of the generator', async () => {
    await live.readJournal()
    for await (const item of live.watched(1e9, 'sync')) if (item === 3) break
    assert.is((await live.readJournal()).at(-1), 'sync finally')
    for await (const item of live.watchedLater(1e9, 'async')) if (item === 3) break
    assert.is((await live.readJournal()).at(-1), 'async finally')
    for await (const item of live({ window: 0 }).watched(1e9, 'lockstep')) if (item === 1) break
    assert.equal(await live.readJournal(), ['lockstep 0', 'lockstep 1', 'lockstep finally'])
  })

  test('nothing runs in the worker before the first step, and a window bounds what runs ahead', async () => {
    await live.readJournal()
    const iterator = await live({ window: 10 }).watched(1000, 'ahead')
    await live.count(1)
    assert.equal(await live.readJournal(), [])
    iterator[Symbol.asyncIterator]()
    await iterator.next()
    await live.count(1)
    const ran = await live.readJournal()
    assert.is(ran[0], 'ahead 0')
    assert.ok(ran.length <= 12, `${ran.length} steps`)
    await iterator.return(undefined as never)
  })

  test('bytes bound what runs ahead', async () => {
    const iterator = await live({ windowBytes: 100_000 }).buffers(100, 30_000)
    iterator[Symbol.asyncIterator]()
    await iterator.next()
    await until(async () => (await live.produced()) >= 4)
    await live.count(1)
    assert.ok((await live.produced()) <= 6, `${await live.produced()} buffers`)
    await iterator.return(undefined as never)
  })

  test('items of every size arrive in order', async () => {
    const sizes = [1, 10, 70_000, 5, 2_000_000, 3, 300_000, 1]
    const seen = await collect(live.ofSizes(sizes))
    assert.equal(
      seen.map(({ length }) => length),
      sizes,
    )
    seen.forEach((item, i) => assert.is(item[item.length - 1], i))
  })

  test('an object that is used again for each item arrives as it was', async () => {
    assert.equal(
      (await collect(live.reused(5))).map(({ i }) => i),
      upTo(5),
    )
  })

  test('items that are promises are awaited, and one that is rejected ends the iterator', async () => {
    const iterator = await live.promises()
    assert.equal(await iterator.next(), { value: 1, done: false })
    assert.equal(await iterator.next(), { value: 2, done: false })
    assert.equal(await iterator.next(), { value: 3, done: true })
    assert.equal(await collect(live.promises()), [1, 2])
    await live.readJournal()
    const seen: unknown[] = []
    const error = await reasonOf(
      (async () => {
        for await (const item of live.rejecting()) seen.push(item)
      })(),
    )
    assert.equal(seen, [1])
    assert.match((error as Error).message, /a rejected item/)
    assert.equal(await live.readJournal(), ['rejecting finally'])
  })

  test('an item that cannot be sent ends the iterator with the reason', async () => {
    for (const window of [0, 10]) {
      await live.readJournal()
      const seen: unknown[] = []
      const error = await reasonOf(
        (async () => {
          for await (const item of live({ window }).unsendable()) seen.push(item)
        })(),
      )
      assert.equal(seen, [1])
      assert.match((error as Error).message, /cannot be sent to another process: it is a function/)
      assert.equal(await live.readJournal(), ['unsendable finally'])
    }
  })

  test('a step that is no object is a TypeError', async () => {
    assert.match(
      ((await reasonOf(collect(live.badResult() as unknown as AsyncIterable<number>))) as Error)
        .message,
      /next\(\) of an iterator returned number, not an object/,
    )
  })

  test('iterators that an iterator yields are alive too', async () => {
    const inner = await collect(live.nested(4))
    assert.equal(await Promise.all(inner.map((each) => collect(each))), [
      [],
      [0],
      [0, 1],
      [0, 1, 2],
    ])
  })

  test('thousands of streams at once keep apart', async () => {
    const streams = await Promise.all(upTo(2000).map((i) => live.count(i + 5, i)))
    const seen = await Promise.all(streams.map((stream) => collect(stream)))
    seen.forEach((items, i) => assert.equal(items, [i, i + 1, i + 2, i + 3, i + 4]))
  })

  test('an open stream that waits holds no slot', async () => {
    const waiting = await live.watchedLater(3, 'waiting')
    await waiting.next()
    assert.equal(await live.list(), [1, 2, 3])
    const controller = new AbortController()
    const endless = (await live({ signal: controller.signal }).never()).next()
    assert.equal(await live.list(), [1, 2, 3])
    assert.equal(await collect(waiting), [1, 2])
    controller.abort()
    assert.is(((await reasonOf(endless)) as Error).name, 'AbortError')
  })

  test('streams of the web and of Node arrive as streams', async () => {
    const stream = await live.webStream(5)
    assert.instance(stream, ReadableStream)
    assert.equal(await collect(stream as unknown as AsyncIterable<number>), upTo(5))
    assert.equal(await collect(live.webStream(600) as AsyncIterable<number>), upTo(600))
    assert.instance(await live.nodeStream(5), ReadableStream)
    assert.equal(await collect(live.nodeStream(5) as AsyncIterable<number>), upTo(5))
    assert.equal(await collect(live.text(3) as AsyncIterable<string>), [
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
    await ((await live.nodeStream(5)) as unknown as ReadableStream).cancel()
    assert.ok((await journal('stream destroyed')).length > 0)
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
    assert.is(await live.sum(stream as unknown as AsyncIterable<number>), 3)
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

  test('a living object inside a value is refused, by its path', async () => {
    const error = (await reasonOf(live.inside())) as TypeError & { path: string }
    assert.instance(error, TypeError)
    assert.is(error.path, 'result.rows')
    assert.match(error.message, /on its own/)
  })

  test('a pool that is killed lets streams come to their end, but waits for no one who has left', async () => {
    const own = open({ limit: 1 })
    const module = own.invoke<Live>(fixture('live.mjs'))
    const stream = await module.countLater(20, 2)
    await module.count(5)
    const first = await stream.next()
    const killed = own.kill()
    assert.equal([first.value, ...(await collect(stream))], upTo(20))
    await killed
  })

  test('killing by force ends streams with PoolDeath', async () => {
    const own = open({ limit: 1 })
    const module = own.invoke<Live>(fixture('live.mjs'))
    const pending = (await module.never()).next()
    const idle = await module.count(5)
    const reason = reasonOf(pending)
    await own.kill({ force: true })
    assert.is(((await reason) as Error).name, 'PoolDeath')
    assert.is(((await reasonOf(idle.next())) as Error).name, 'PoolDeath')
    assert.equal(await idle.next(), { value: undefined, done: true })
  })
}
