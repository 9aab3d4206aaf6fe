import { Readable } from 'node:stream'
import * as assert from 'uvu/assert'
import { map } from '../../src/core/map/map.js'
import type { MapContext } from '../../src/core/map/mapped-call.js'
import { suite } from '../suite.js'
import { all, Calls, done, double, item, mapOf, Numbers, tick, variants } from './mapped.js'

const test = suite('map')

test('results come in the order of the items', async () => {
  const calls = new Calls()
  const results = all(mapOf(calls, [0, 1, 2], {}))
  await tick()
  await calls.resolve(2)
  await calls.resolve(1)
  await calls.resolve(0)
  assert.equal(await results, ['r0', 'r1', 'r2'])
})

test('or as they come', async () => {
  const calls = new Calls()
  const results = all(mapOf(calls, [0, 1, 2], { ordered: false }))
  await tick()
  await calls.resolve(2)
  await calls.resolve(0)
  await calls.resolve(1)
  assert.equal(await results, ['r2', 'r0', 'r1'])
})

test('any input that for await takes', async () => {
  const inputs: (Iterable<number | Promise<number>> | AsyncIterable<number>)[] = [
    [1, 2, 3],
    new Set([1, 2, 3]),
    [Promise.resolve(1), 2, Promise.resolve(3)],
    [1, 2, 3].values(),
    Readable.from([1, 2, 3]),
    Readable.toWeb(Readable.from([1, 2, 3])) as ReadableStream<number>,
    map([0, 1, 2], (each) => each + 1, {}, 2),
    {
      [Symbol.asyncIterator]: () => {
        let at = 0
        return { next: async () => Promise.resolve({ done: at === 3, value: ++at }) }
      },
    },
  ]
  for (const input of inputs) {
    assert.equal(await all(map(input, double, {}, 2)), [2, 4, 6])
  }
  assert.equal(await all(map('né', (each) => each.codePointAt(0), {}, 2)), [110, 233])
})

test('an empty input has no results', async () => {
  assert.equal(await all(map([], double, {}, 2)), [])
  assert.equal(await all(map(new Numbers(0).later(), double, { ordered: false }, 2)), [])
})

test('the function gets the item and its position, no `this`, and may return a plain value', async () => {
  const seen: unknown[] = []
  const fn = function (this: unknown, each: string, { index }: MapContext) {
    seen.push(this, index)
    return each + index
  }
  assert.equal(await all(map(['a', 'b'], fn, {}, 2)), ['a0', 'b1'])
  assert.equal(seen, [undefined, 0, undefined, 1])
})

for (const { kind, ordered, name } of variants) {
  test(`nothing is read before the first next, and no further than asked: ${name}`, async () => {
    const calls = new Calls()
    const numbers = new Numbers()
    const results = mapOf(calls, numbers[kind](), { ordered, concurrency: 3 })
    await tick()
    assert.equal([numbers.taken, calls.count], [0, 0])
    const first = results.next()
    await tick()
    assert.equal([numbers.taken, calls.count], [3, 3])
    await calls.resolve(0)
    assert.equal(await first, item('r0'))
    await tick()
    assert.equal([numbers.taken, calls.count], [4, 4])
    await calls.resolve(1, 2, 3)
    // All have ended, but nobody has taken what they came to.
    assert.equal([numbers.taken, calls.count], [4, 4])
    for (const expected of ['r1', 'r2', 'r3']) assert.equal(await results.next(), item(expected))
    await tick()
    assert.equal([numbers.taken, calls.count], [7, 7])
    await results.return()
    assert.is(numbers.closed, 1)
  })
}

test('steps asked for at once are answered in their order, those behind the end too', async () => {
  for (const ordered of [true, false]) {
    for (const input of [new Numbers(3).now(), new Numbers(3).later()]) {
      const results = map(input, double, { ordered, concurrency: 1 }, 1)
      const asked = Array.from({ length: 6 }, () => results.next())
      const expected = [item(0), item(2), item(4), done, done, done]
      assert.equal(await Promise.all(asked), expected)
    }
  }
})

test('never more calls at a time than it is allowed, and as many as there may be', async () => {
  for (const ordered of [true, false]) {
    for (const concurrency of [1, 2, 7]) {
      let running = 0
      let most = 0
      const fn = async (each: number) => {
        most = Math.max(most, ++running)
        for (let turns = (each * 7) % 4; turns >= 0; turns--) await tick()
        running--
        return each
      }
      const results = await all(map(new Numbers(40).later(), fn, { ordered, concurrency }, 1))
      assert.is(most, concurrency)
      assert.is(new Set(results).size, 40)
    }
  }
})

test('results that are promises, alive or undefined', async () => {
  const alive = [1].values()
  const fn = (each: unknown) =>
    Promise.resolve({ then: (give: (x: unknown) => void) => give(each) })
  assert.equal(await all(map([undefined, null], fn, {}, 2)), [undefined, null])
  const [result] = await all(map([0], () => alive, {}, 2))
  assert.is(result, alive)
})

test('it is an async iterator like those of the language, and can be disposed of', async () => {
  const numbers = new Numbers()
  const results = map(numbers.now(), double, {}, 2)
  assert.is(results[Symbol.asyncIterator](), results)
  const generator = (async function* () {})()
  const prototypeOf = (object: unknown) => Object.getPrototypeOf(object) as unknown
  const inherited = prototypeOf(prototypeOf(prototypeOf(generator)))
  assert.is(prototypeOf(prototypeOf(results)), inherited)
  assert.equal(Reflect.ownKeys(results), [])
  await results.next()
  await results[Symbol.asyncDispose]()
  assert.is(numbers.closed, 1)
})

test('what does not fit is refused at once', () => {
  const fails = (
    call: () => unknown,
    type: ErrorConstructor | TypeErrorConstructor,
    pattern: RegExp,
  ) => {
    assert.throws(call, (error: Error & { code?: string }) => {
      assert.is(error.code, 'INVOKE_OPTION')
      assert.instance(error, type)
      assert.match(error.message, pattern)
      return true
    })
  }
  for (const input of [undefined, null, 5, {}, () => 1, Promise.resolve([])]) {
    fails(
      () => map(input as never, double, {}, 1),
      TypeError,
      /something that can be iterated, not/,
    )
  }
  fails(() => map([], {} as never, {}, 1), TypeError, /a function with each item, not/)
  for (const concurrency of [0, 1.5, -1, NaN, Infinity]) {
    fails(() => map([], double, { concurrency }, 1), RangeError, /"concurrency" must be an integer/)
  }
  fails(() => map([], double, { concurrency: '2' as never }, 1), TypeError, /"concurrency"/)
  fails(() => map([], double, { ordered: 1 as never }, 1), TypeError, /"ordered" must be true or/)
  fails(() => map([], double, { signal: {} as never }, 1), TypeError, /"signal" must be an AbortS/)
  fails(() => map([], double, { order: true } as never, 1), TypeError, /unknown map option "order"/)
  fails(() => map([], double, null as never, 1), TypeError, /map options are an object, not null/)
})

test.run()
