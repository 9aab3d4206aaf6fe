/** Iterators, streams and observables that stay where they are, on every transport. */
import * as assert from 'uvu/assert'
import type { Suite } from './suite.js'
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
    await iterator.next()
    const ran: string[] = []
    await until(async () => ran.push(...(await live.readJournal())) >= 11)
    await live.count(1)
    ran.push(...(await live.readJournal()))
    assert.is(ran[0], 'ahead 0')
    assert.ok(ran.length <= 12, `${ran.length} steps`)
    await iterator.return(undefined)
  })

  test('bytes bound what runs ahead', async () => {
    const iterator = await live({ windowBytes: 100_000 }).buffers(100, 30_000)
    iterator[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.next()
    await until(async () => (await live.produced()) >= 4)
    await live.count(1)
    assert.ok((await live.produced()) <= 6, `${await live.produced()} buffers`)
    await iterator.return(undefined)
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

  test('an item that fails when most of it was sent ends the iterator with the reason', async () => {
    const iterator = await live.throwingLate()
    assert.is((await iterator.next()).value, 1)
    assert.match(((await reasonOf(iterator.next())) as Error).message, /cannot be sent/)
    assert.equal(await live.list(), [1, 2, 3])
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
