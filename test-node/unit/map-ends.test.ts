import { getEventListeners } from 'node:events'
import * as assert from 'uvu/assert'
import { map } from '../../src/core/map/map.js'
import type { MapContext } from '../../src/core/map/mapped-call.js'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { Calls, done, double, item, mapOf, messageOf, Numbers, tick, variants } from './mapped.js'

const test = suite('ends of a map')

for (const { kind, ordered, name } of variants) {
  test(`a break closes the input and cancels what runs: ${name}`, async () => {
    const calls = new Calls()
    const numbers = new Numbers()
    const results = mapOf(calls, numbers[kind](), { ordered, concurrency: 3 })
    const loop = (async () => {
      for await (const result of results) return result
      return undefined
    })()
    await tick()
    await calls.resolve(0)
    assert.is(await loop, 'r0')
    assert.is(numbers.closed, 1)
    assert.equal(calls.aborted.slice(0, 2), [1, 2])
    assert.is((calls.made[1]?.context.signal.reason as Error | undefined)?.name, 'AbortError')
    assert.is(calls.made[0]?.context.signal.aborted, false)
    assert.equal(await results.next(), done)
    assert.equal(await results.return(), done)
    assert.is(numbers.closed, 1)
  })

  test(`an error ends it, is told once, and closes the input at once: ${name}`, async () => {
    const calls = new Calls()
    const numbers = new Numbers()
    const results = mapOf(calls, numbers[kind](), { ordered, concurrency: 3 })
    const first = reasonOf(results.next())
    await tick()
    const error = new RangeError('no')
    await calls.reject(0, error)
    assert.is(await first, error)
    assert.is(numbers.closed, 1)
    assert.equal(calls.aborted, [1, 2])
    assert.is(calls.made[1]?.context.signal.reason, error)
    assert.equal(await results.next(), done)
    assert.is(numbers.closed, 1)
    assert.is(calls.count, 3)
  })

  test(`what the function throws is as what it rejects with: ${name}`, async () => {
    const numbers = new Numbers()
    const results = map(
      numbers[kind](),
      () => {
        throw new SyntaxError('thrown')
      },
      { ordered },
      2,
    )
    assert.instance(await reasonOf(results.next()), SyntaxError)
    assert.equal(await results.next(), done)
    assert.is(numbers.closed, 1)
  })

  test(`its signal ends it with its reason: ${name}`, async () => {
    for (const waits of [true, false]) {
      const controller = new AbortController()
      const { signal } = controller
      const calls = new Calls()
      const numbers = new Numbers()
      const results = mapOf(calls, numbers[kind](), { ordered, signal, concurrency: 2 })
      const begun = results.next()
      await tick()
      await calls.resolve(0)
      await begun
      // A result that is there and that nobody has taken is not delivered any more.
      if (!waits) await calls.resolve(1)
      assert.is(getEventListeners(signal, 'abort').length, 1)
      const pending = waits ? [results.next(), results.next()] : []
      controller.abort('enough')
      const told = waits ? pending[0] : results.next()
      assert.is(await reasonOf(Promise.resolve(told)), 'enough')
      if (waits) assert.equal(await pending[1], done)
      assert.equal(await results.next(), done)
      assert.equal(calls.aborted, waits ? [1, 2] : [2])
      assert.is(calls.made[2]?.context.signal.reason, 'enough')
      assert.is(numbers.closed, 1)
      assert.is(getEventListeners(signal, 'abort').length, 0)
    }
  })
}

test('in order, results before an error come first, and only what stands behind it is cancelled', async () => {
  const calls = new Calls()
  const numbers = new Numbers()
  const results = mapOf(calls, numbers.later(), { concurrency: 4 })
  const asked = [results.next(), results.next(), reasonOf(results.next()), results.next()]
  await tick()
  await calls.reject(2, 'second')
  assert.equal(calls.aborted.slice(0, 1), [3])
  assert.is(numbers.closed, 1)
  const { count } = calls
  await calls.resolve(1)
  await calls.resolve(0)
  assert.equal(await Promise.all(asked), [item('r0'), item('r1'), 'second', done])
  assert.is(calls.count, count)
})

test('in order, an error before the one that came first is the one that is told', async () => {
  const calls = new Calls()
  const results = mapOf(calls, [0, 1, 2], {})
  const asked = [results.next(), reasonOf(results.next()), results.next()]
  await tick()
  await calls.reject(2, 'later')
  await calls.reject(1, 'earlier')
  await calls.resolve(0)
  assert.equal(await Promise.all(asked), [item('r0'), 'earlier', done])
})

test('as they come, results that were there before an error come first', async () => {
  const calls = new Calls()
  const results = mapOf(calls, [0, 1, 2, 3], { ordered: false })
  const first = results.next()
  await tick()
  await calls.resolve(3)
  await calls.resolve(2)
  await calls.reject(1, 'no')
  assert.equal(calls.aborted, [0])
  assert.equal(await first, item('r3'))
  assert.equal(await results.next(), item('r2'))
  assert.is(await reasonOf(results.next()), 'no')
  assert.equal(await results.next(), done)
})

test('a call that never ends holds up nobody who leaves', async () => {
  const results = map([1, 2], () => new Promise<never>(() => undefined), {}, 4)
  const pending = [results.next(), results.next()]
  assert.equal(await results.return(), done)
  assert.equal(await Promise.all(pending), [done, done])
})

test('the function may step, leave and abort by itself', async () => {
  for (const ordered of [true, false]) {
    const stepped: Promise<unknown>[] = []
    const stepping: AsyncGenerator<number, void> = map(
      new Numbers(3).now(),
      (each) => {
        stepped.push(stepping.next())
        return each
      },
      { ordered },
      2,
    )
    assert.equal(await stepping.next(), item(0))
    await tick()
    assert.equal(await Promise.all(stepped), [item(1), item(2), done])

    const numbers = new Numbers()
    const leaving: AsyncGenerator<number, void> = map(
      numbers.now(),
      (each) => {
        void leaving.return()
        return each
      },
      { ordered },
      2,
    )
    assert.equal(await leaving.next(), done)
    assert.equal([numbers.taken, numbers.closed], [1, 1])

    const controller = new AbortController()
    const aborting = map(
      new Numbers().now(),
      (each, { signal }) => {
        controller.abort('mine')
        assert.is(signal.aborted, true)
        return each
      },
      { ordered, signal: controller.signal },
      2,
    )
    assert.is(await reasonOf(aborting.next()), 'mine')
  }
})

test('a listener to the signal of a call may leave, and step again', async () => {
  const asked: Promise<unknown>[] = []
  const results: AsyncGenerator<number, void> = map(
    new Numbers().now(),
    async (each, { signal }) => {
      signal.addEventListener('abort', () => asked.push(results.return(), results.next()))
      await tick()
      if (each === 1) throw new Error('no')
      return each
    },
    { ordered: false },
    3,
  )
  assert.equal(await results.next(), item(0))
  assert.equal(await results.next(), done)
  assert.equal(
    await Promise.all(asked),
    Array.from({ length: asked.length }, () => done),
  )
  assert.ok(asked.length >= 2)
})

test('a signal that is asked for when all is over has aborted', async () => {
  const contexts: MapContext[] = []
  const fn = (each: number, context: MapContext) => {
    contexts.push(context)
    return each === 0 ? each : new Promise<never>(() => undefined)
  }
  const results = map([0, 1], fn, {}, 2)
  await results.next()
  await tick()
  await results.throw('why').catch(() => undefined)
  assert.equal(
    contexts.map(({ signal }) => [signal.aborted, signal.reason]),
    [
      [false, undefined],
      [true, 'why'],
    ],
  )
})

test('a signal is let go with the last result', async () => {
  const { signal } = new AbortController()
  const results = map(new Numbers(2).later(), double, { signal }, 2)
  assert.is(getEventListeners(signal, 'abort').length, 0)
  await results.next()
  assert.is(getEventListeners(signal, 'abort').length, 1)
  await results.next()
  await tick()
  assert.is(getEventListeners(signal, 'abort').length, 0)
})

test('return and throw give what they were given, before and after the end', async () => {
  const results = map([1], double, {}, 2)
  const given = { done: true, value: 'given' }
  assert.equal(await results.return(Promise.resolve('given') as never), given)
  assert.equal(await results.return('given' as never), given)
  assert.is(await reasonOf(results.throw('thrown')), 'thrown')
  assert.is(await messageOf(results.return(Promise.reject(new Error('no')))), 'no')
})

test.run()
