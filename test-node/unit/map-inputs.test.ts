import { once } from 'node:events'
import { Readable } from 'node:stream'
import * as assert from 'uvu/assert'
import { map } from '../../src/core/map/map.js'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { Calls, done, double, item, mapOf, messageOf, tick } from './mapped.js'

const test = suite('inputs of a map')

test('what the input fails with stands behind its items, and the input is not closed for it', async () => {
  let closed = 0
  const input = (): AsyncIterable<number> => {
    let at = 0
    const next = () => (at < 2 ? Promise.resolve(item(at++)) : Promise.reject(new Error('torn')))
    const end = async () => Promise.resolve({ done: true as const, value: ++closed })
    return { [Symbol.asyncIterator]: () => ({ next, return: end }) }
  }
  const calls = new Calls()
  const results = mapOf(calls, input(), {})
  const asked = [results.next(), results.next(), messageOf(results.next())]
  await tick()
  assert.equal(calls.aborted, [])
  await calls.resolve(0, 1)
  assert.equal(await Promise.all(asked), [item('r0'), item('r1'), 'torn'])
  assert.equal(await results.next(), done)

  const others = new Calls()
  const unordered = mapOf(others, input(), { ordered: false })
  assert.is(await messageOf(unordered.next()), 'torn')
  assert.equal(others.aborted, [0, 1])
  assert.is(closed, 0)
})

test('an item that rejects closes the input', async () => {
  let closed = 0
  const input = function* () {
    try {
      yield Promise.resolve(1)
      yield Promise.reject(new Error('bad item'))
      yield Promise.resolve(3)
    } finally {
      closed++
    }
  }
  const results = map(input(), double, {}, 8)
  assert.equal(await results.next(), item(2))
  assert.is(await messageOf(results.next()), 'bad item')
  assert.equal(await results.next(), done)
  assert.is(closed, 1)
})

test('an item that rejects after it was left is nobody’s', async () => {
  let reject!: (error: Error) => void
  const bad = new Promise<number>((_resolve, give) => {
    reject = give
  })
  const results = map([bad], double, {}, 8)
  const first = results.next()
  await results.return()
  assert.equal(await first, done)
  reject(new Error('unheard'))
  await tick()
})

test('inputs that break the rules of iterators are errors, not hang-ups', async () => {
  let opened = 0
  const throwing = {
    [Symbol.iterator]: () => {
      opened++
      throw new Error('cannot begin')
    },
  }
  for (const end of [false, true]) {
    const results = map(throwing, double, {}, 2)
    const outcome = end ? results.return() : results.next()
    assert.is(await messageOf(outcome), 'cannot begin')
    assert.equal(await results.next(), done)
  }
  assert.is(opened, 2)
  for (const next of [() => 5 as never, undefined as never]) {
    const results = map({ [Symbol.iterator]: () => ({ next }) }, double, {}, 2)
    assert.instance(await reasonOf(results.next()), TypeError)
    assert.equal(await results.next(), done)
  }
  const nearlyDone = { next: () => ({ done: 1 as unknown as true, value: 5 }) }
  const results = map({ [Symbol.iterator]: () => nearlyDone }, double, {}, 2)
  assert.equal(await results.next(), done)
})

test('a break waits for the input to clean up, and tells what that fails with', async () => {
  for (const fails of [false, true]) {
    const order: unknown[] = []
    const input = async function* () {
      try {
        yield* [1, 2, 3]
      } finally {
        await tick()
        order.push('clean')
        // oxlint-disable-next-line no-unsafe-finally -- what is tested
        if (fails) throw new Error('cannot clean up')
      }
    }
    const loop = async () => {
      for await (const result of map(input(), double, { concurrency: 1 }, 1)) {
        order.push(result)
        // The next item has come by now.
        await tick()
        break
      }
    }
    if (fails) assert.is(await messageOf(loop()), 'cannot clean up')
    else await loop()
    order.push('left')
    assert.equal(order, [2, 'clean', 'left'])
  }
})

test('an error goes before what the clean-up fails with', async () => {
  const input = async function* () {
    try {
      yield* [1, 2, 3]
    } finally {
      // oxlint-disable-next-line no-unsafe-finally -- what is tested
      throw new Error('cannot clean up')
    }
  }
  const results = map(input(), () => Promise.reject(new Error('first')), {}, 1)
  assert.is(await messageOf(results.next()), 'first')
  await tick()
  const thrown = map(input(), double, {}, 1)
  await thrown.next()
  await tick()
  assert.is(await messageOf(thrown.throw(new Error('mine'))), 'mine')
  assert.equal(await thrown.next(), done)
})

test('an input that never gives another item holds up neither a break, nor an error, nor an abort', async () => {
  let closed = 0
  const silent = async function* () {
    try {
      yield 1
      await new Promise(() => undefined)
    } finally {
      closed++
    }
  }
  const fail = async () => {
    await tick()
    throw new Error('no')
  }
  for (const ordered of [true, false]) {
    for await (const result of map(silent(), double, { ordered }, 4)) {
      assert.is(result, 2)
      break
    }
    const failing = map(silent(), fail, { ordered }, 4)
    assert.is(await messageOf(failing.next()), 'no')
    const controller = new AbortController()
    const aborted = map(silent(), double, { ordered, signal: controller.signal }, 4)
    assert.equal(await aborted.next(), item(2))
    const pending = reasonOf(aborted.next())
    controller.abort('now')
    assert.is(await pending, 'now')
    const thrown = map(silent(), double, { ordered }, 4)
    await thrown.next()
    assert.is(await reasonOf(thrown.throw('mine')), 'mine')
  }
  assert.is(closed, 0)
})

test('a silent stream is closed although it has not given what it was asked for', async () => {
  const node = new Readable({ read: () => undefined })
  let cancelled = 0
  const web = new ReadableStream<number>({ cancel: () => void cancelled++ })
  for (const stream of [node, web]) {
    const results = map(stream as AsyncIterable<number>, double, {}, 4)
    const pending = results.next()
    await tick()
    assert.equal(await results.return(), done)
    assert.equal(await pending, done)
  }
  await tick()
  assert.is(node.destroyed, true)
  assert.is(cancelled, 1)
})

test('an input is closed although nobody has asked for a result', async () => {
  const signal = AbortSignal.abort('before')
  for (const end of ['return', 'throw', 'abort'] as const) {
    const stream = new Readable({ read: () => undefined })
    const results = map(stream, double as never, { signal }, 4)
    if (end === 'return') assert.equal(await results.return(), done)
    if (end === 'throw') assert.is(await reasonOf(results.throw('mine')), 'mine')
    if (end === 'abort') assert.is(await reasonOf(results.next()), 'before')
    await once(stream, 'close')
    assert.equal(await results.next(), done)
  }
})

test('an input that is left by its own code is closed when that has come back', async () => {
  for (const way of ['abort', 'return', 'fails'] as const) {
    let closed = 0
    const controller = new AbortController()
    const input = function* () {
      try {
        yield 1
        if (way === 'return') void results.return()
        else controller.abort('from within')
        if (way === 'fails') throw new Error('unheard')
        yield 2
      } finally {
        closed++
      }
    }
    const { signal } = controller
    const results: AsyncGenerator<number, void> = map(input(), double, { signal }, 1)
    assert.equal(await results.next(), item(2))
    if (way === 'return') assert.equal(await results.next(), done)
    else assert.is(await reasonOf(results.next()), 'from within')
    assert.equal(await results.next(), done)
    assert.is(closed, 1)
  }
})

test.run()
