/** Iterators that are sent values, on every transport. */
import { register } from 'invoke/clone'
import * as assert from 'uvu/assert'
import type { Suite } from './suite.js'
import { collect } from './lives.js'
import { reasonOf, type PoolCase } from './pool.js'

type Live = typeof import('../fixtures/live.mjs')

const upTo = (to: number): number[] => Array.from({ length: to }, (_, i) => i)

export const coroutinesContract = (test: Suite, { open, fixture }: PoolCase): void => {
  const pool = open({ limit: 1 })
  const live = pool.invoke<Live>(fixture('live.mjs'))
  test.after(() => pool.kill())

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
    assert.equal(await talk.return('late'), { value: 'late', done: true })
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
    await talk.return('over')
  })

  test('a value for next after running ahead skips no item', async () => {
    const iterator = await live.count(50)
    const seen: unknown[] = []
    for (let i = 0; i < 10; i++) seen.push((await iterator.next()).value)
    for (let i = 10; i < 50; i++) seen.push((await iterator.next('ignored')).value)
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

  test('requests at the same time come to what they would come to at home', async () => {
    for (const window of [0, 1024]) {
      const own = live({ window })
      const large = await own.largeThenDone()
      const [first, second] = await Promise.all([large.next(), large.next()])
      assert.is((first.value as Uint8Array).length, 3e6)
      assert.equal(second, { value: 'returned', done: true })
      const slow = await own.slowThenDone()
      assert.equal(await Promise.all([slow.next(), slow.next(), slow.next()]), [
        { value: 'slow', done: false },
        { value: 'returned', done: true },
        { value: undefined, done: true },
      ])
      const order = (await own.lengths()) as AsyncGenerator<unknown, unknown>
      const steps = await Promise.all([
        order.next(),
        order.next(new Uint8Array(2e6)),
        order.next('small'),
        order.return(new Uint8Array(1e6)),
      ])
      assert.equal(
        steps.slice(0, 3).map(({ value }) => value),
        ['', '2000000', '2000000,small'],
      )
      assert.is((steps[3].value as Uint8Array).length, 1e6)
    }
  })

  test('a large value for next that cannot be sent to its end is skipped', async () => {
    const order = await live.lengths()
    await order.next()
    const list = [...Array.from({ length: 100_000 }, (_, i) => ({ i })), () => 1]
    const outcome = reasonOf(order.next(list))
    const after = order.next('after')
    assert.match(((await outcome) as Error).message, /value\[100000\] cannot be sent/)
    assert.is((await after).value, 'after')
  })

  test('an iterator that was thrown at and goes on can be iterated', async () => {
    const iterator = await live.catching(20)
    assert.is((await iterator.next()).value, 0)
    assert.is((await iterator.throw(new Error('e'))).value, 'caught e')
    assert.equal(await collect(iterator), upTo(20).slice(1))
  })

  test('yield* hands on what it is sent', async () => {
    const wrapped = (async function* (): AsyncGenerator<unknown, unknown, unknown> {
      return yield* await live.echo()
    })()
    assert.is((await wrapped.next()).value, 'begun')
    assert.equal((await wrapped.next('a')).value, ['got', 'a'])
    assert.equal((await wrapped.next('b')).value, ['got', 'b'])
    assert.equal(await collect(delegating(await live.count(500))), upTo(500))
  })

  test('steps before the call has come to anything keep their order', async () => {
    const promise = live.lengths()
    const iterator = (promise as AsyncIterable<unknown>)[Symbol.asyncIterator]()
    const first = iterator.next()
    await promise
    const second = iterator.next()
    assert.is((await first).value, '')
    assert.is((await second).value, 'undefined')
  })

  test('steps that answer late keep streaming after values were sent', async () => {
    const order = await live({ window: 4 }).lengths()
    for (let i = 0; i < 6; i++) await order.next()
    for (let i = 0; i < 600; i++) await order.next(`${i}`)
    // What ran ahead at first is still ahead.
    for (let i = 0; i < 5; i++) await order.next()
    assert.match((await order.next()).value as string, /,598,599,undefined/)
    await order.return(undefined)
  })

  test('requests behind an item that cannot be sent are answered all the same', async () => {
    for (const window of [0, 1024]) {
      const iterator = await live({ window }).unsendable()
      await iterator.next()
      const steps = [iterator.next(), iterator.next(), iterator.next()]
      assert.match(((await reasonOf(steps[0])) as Error).message, /cannot be sent/)
      assert.equal(await Promise.all(steps.slice(1)), [
        { value: undefined, done: true },
        { value: undefined, done: true },
      ])
      const large = await live({ window }).throwingLate()
      await large.next()
      const settled = await Promise.allSettled([large.next(), large.next()])
      assert.is(settled[0]?.status, 'rejected')
    }
  })

  test('requests that wait for a large one are answered when the iterator ends before', async () => {
    for (const how of ['fails', 'ends'] as const) {
      const iterator = await live.endsLater(20, how)
      const big = Array.from({ length: 500_000 }, () => 'abcdefgh')
      const steps = [iterator.next(), iterator.next(big), iterator.next(3), iterator.next(4)]
      const settled = await Promise.allSettled(steps)
      assert.is(settled[0]?.status, how === 'fails' ? 'rejected' : 'fulfilled')
      assert.equal(settled.at(-1), { status: 'fulfilled', value: { value: undefined, done: true } })
    }
  })

  test('many calls of next at once get large items, too', async () => {
    const iterator = await live.buffers(60, 400_000)
    for (let i = 0; i < 4; i++) await iterator.next()
    const steps = await Promise.all(upTo(58).map(() => iterator.next()))
    assert.is(steps.filter(({ done }) => !done).length, 56)
  })

  test('an argument that never comes to anything does not hold up the end', async () => {
    const controller = new AbortController()
    const iterator = await live({ signal: controller.signal }).echo()
    await iterator.next()
    const never = new Promise(() => undefined)
    const steps = [iterator.next(never), iterator.next(), iterator.return('x')]
    const reasons = Promise.all(steps.map((step) => reasonOf(step)))
    controller.abort('enough')
    assert.equal(await reasons, ['enough', 'enough', 'enough'])
    assert.equal(await iterator.next(), { value: undefined, done: true })
  })

  test('throw and return whose arguments cannot be sent change nothing', async () => {
    const iterator = (await live.count(3000)) as AsyncGenerator<unknown, unknown>
    const seen: unknown[] = []
    for (let i = 0; i < 6; i++) seen.push((await iterator.next()).value)
    assert.match(((await reasonOf(iterator.throw(() => 1))) as Error).message, /a function/)
    assert.match(((await reasonOf(iterator.return(() => 1))) as Error).message, /a function/)
    for await (const value of iterator) seen.push(value)
    assert.equal(seen, upTo(3000))
  })

  test('an argument whose then throws rejects its step', async () => {
    const iterator = await live.echo()
    await iterator.next()
    const argument = {
      get then(): never {
        throw new RangeError('of the getter')
      },
    }
    const step = iterator.next(argument)
    assert.instance(await reasonOf(step), RangeError)
    assert.equal(await iterator.next(1), { value: ['got', 1], done: false })
    await iterator.return('over')
  })

  test('an argument that cannot be decoded ends the iterator, which cleans up', async () => {
    class Local {
      readonly value = 1
    }
    register(Local, {
      name: 'decoded nowhere',
      encode: () => 1,
      decode: () => {
        throw new RangeError('of decode')
      },
    })
    await live.readJournal()
    const iterator = await live.watched(5, 'decoding')
    await iterator.next()
    assert.instance(await reasonOf(iterator.next(new Local())), Error)
    assert.is((await iterator.next()).done, true)
    const seen: string[] = []
    while (!seen.includes('decoding finally')) seen.push(...(await live.readJournal()))
  })
}

const delegating = async function* (source: AsyncIterable<unknown>) {
  yield* source
}
