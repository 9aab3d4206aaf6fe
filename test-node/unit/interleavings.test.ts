/** Iterators over a link in memory, with requests in any order, against the same iterators at home. */
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool } from '../../src/core/pool/pool.js'
import { Runner } from '../../src/core/runner/runner.js'
import { suite } from '../suite.js'

const test = suite('interleavings', 60_000)

/** Yields what it was sent, catches what was thrown at it, and ends after so many steps. */
const makers = {
  *sync(to: number): Generator<unknown, unknown, unknown> {
    let sent: unknown = 'begun'
    for (let i = 0; i < to; i++) {
      try {
        sent = yield [i, sent]
      } catch (error) {
        sent = `caught ${String(error)}`
        if (i % 3 === 0) throw error
      } finally {
        if (i % 7 === 6) yield 'from a finally'
      }
    }
    return 'returned'
  },
  async *later(to: number): AsyncGenerator<unknown, unknown, unknown> {
    let sent: unknown = 'begun'
    for (let i = 0; i < to; i++) {
      for (let waits = (i * 7) % 5; waits > 0; waits--) await Promise.resolve()
      try {
        sent = yield [i, sent]
      } catch (error) {
        sent = `caught ${String(error)}`
      }
    }
    return 'returned'
  },
  *mixed(items: readonly string[]): Generator<unknown, unknown, unknown> {
    for (const item of items) {
      if (item === 'small') yield 1
      if (item === 'large') yield 'x'.repeat(200_000)
      if (item === 'unsendable') yield () => 1
      if (item === 'late') yield [...Array.from({ length: 20_000 }, (_, i) => ({ i })), () => 1]
      if (item === 'rejected') yield Promise.reject(new Error('rejected'))
      if (item === 'slow') yield new Promise((resolve) => setTimeout(resolve, 1))
      if (item === 'alive') yield [1, 2].values()
    }
    return 'returned'
  },
  plain(to: number): { next(): unknown } {
    let i = 0
    return { next: () => ({ done: i >= to, value: i < to ? i++ : undefined }) }
  },
}
type Maker = Exclude<keyof typeof makers, 'mixed'>

const open = (fragment: number) =>
  new WorkerPool(
    {
      transport: () =>
        loopback({
          fragment,
          highWater: 500,
          serve: (connection) =>
            new Runner(connection, {
              load: async () => Promise.resolve({ namespace: makers }),
              enter: (_context, work) => work(),
              attach: () => false,
              abandoned: () => undefined,
            }).receiver,
        }),
      resolve: (specifier) => specifier,
    },
    { limit: 1, concurrency: 100 },
  )

type AnyIterator = Record<
  'next' | 'return' | 'throw',
  ((value?: unknown) => Promise<IteratorResult<unknown>>) | undefined
>

/** One request. `null` gives no value at all; `wait` is for its outcome before the next one. */
const operations = fc.record({
  method: fc.constantFrom('next', 'next', 'next', 'next', 'throw', 'return'),
  value: fc.constantFrom(null, undefined, 1, 'text'),
  wait: fc.boolean(),
})
type Operation = typeof operations extends fc.Arbitrary<infer T> ? T : never

/** What each request comes to. */
const play = async (iterator: AnyIterator, script: readonly Operation[]): Promise<unknown[]> => {
  const outcomes: Promise<unknown>[] = []
  for (const { method, value, wait } of script) {
    const call = iterator[method as 'next']
    if (call === undefined) continue
    const parameters = value === null ? [] : [value]
    const outcome = (async () => Reflect.apply(call, iterator, parameters) as unknown)().then(
      (step) => step,
      (error: unknown) => ['failed', String(error)],
    )
    outcomes.push(outcome)
    if (wait) await outcome
  }
  return Promise.all(outcomes)
}

/** The same iterator at home, with promises for results. */
const atHome = (maker: Maker, to: number): AnyIterator => {
  const iterator = makers[maker](to) as unknown as Record<string, unknown>
  const method = (name: string) => {
    const found = iterator[name]
    if (typeof found !== 'function') return undefined
    return async (...given: unknown[]) =>
      Reflect.apply(found, iterator, given) as Promise<IteratorResult<unknown>>
  }
  return { next: method('next'), return: method('return'), throw: method('throw') }
}

const names = fc.constantFrom<Maker>('sync', 'later', 'plain')

test('in lockstep every request comes to what it would come to at home', async () => {
  const pool = open(7)
  const remote = pool.invoke<typeof makers>('makers')({ window: 0 })
  const property = fc.asyncProperty(
    names,
    fc.nat(12),
    fc.array(operations, { maxLength: 20 }),
    async (maker, to, script) => {
      const away = (await remote[maker](to)) as unknown as AnyIterator
      assert.equal(await play(away, script), await play(atHome(maker, to), script))
    },
  )
  await fc.assert(property, { numRuns: 400 })
  await pool.kill()
})

test('whoever sends values from the second step on needs no lockstep', async () => {
  const pool = open(11)
  const remote = pool.invoke<typeof makers>('makers')
  const first: Operation = { method: 'next', value: null, wait: true }
  const second = fc.record({
    method: fc.constantFrom('next', 'throw'),
    value: fc.constantFrom(1, 'text'),
    wait: fc.constant(true),
  })
  const property = fc.asyncProperty(
    fc.constantFrom<Maker>('sync', 'later'),
    fc.nat(12),
    second,
    fc.array(operations.map((each) => ({ ...each, value: each.value ?? 'given' }))),
    async (maker, to, next, script) => {
      const whole = [first, next, ...script]
      const away = (await remote[maker](to)) as unknown as AnyIterator
      assert.equal(await play(away, whole), await play(atHome(maker, to), whole))
    },
  )
  await fc.assert(property, { numRuns: 300 })
  await pool.kill()
})

test('every request settles, whatever is yielded', async () => {
  const pool = open(1000)
  const remote = pool.invoke<typeof makers>('makers')
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom('small', 'large', 'unsendable', 'late', 'rejected', 'slow', 'alive')),
    fc.constantFrom(0, 1, 1024),
    fc.array(operations, { minLength: 1, maxLength: 12 }),
    async (items, window, script) => {
      const away = (await remote({ window }).mixed(items)) as unknown as AnyIterator
      const outcomes = await play(away, script)
      assert.is(outcomes.length, script.length)
      await away.return?.()
    },
  )
  await fc.assert(property, { numRuns: 200 })
  await pool.kill()
})

test('many streams at once, each read at its own pace and left anywhere, give what they would at home', async () => {
  const pool = open(13)
  const remote = pool.invoke<typeof makers>('makers')
  const reader = fc.record({
    maker: names,
    to: fc.nat(60),
    leave: fc.nat(80),
    window: fc.constantFrom(0, 1, 2, 5, 256),
    windowBytes: fc.constantFrom(0, 30, 1000),
  })
  const read = async (
    source: AsyncIterable<unknown>,
    leave: number,
    pause: () => Promise<void>,
  ) => {
    const seen: unknown[] = []
    for await (const item of source) {
      if (seen.push(item) > leave) break
      await pause()
    }
    return seen
  }
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(reader, { minLength: 1, maxLength: 8 }),
    async (scheduler, readers) => {
      const outcomes = readers.map(async ({ maker, to, leave, window, windowBytes }) => {
        const away = remote({ window, windowBytes })[maker](to) as AsyncIterable<unknown>
        const seen = await read(away, leave, () => scheduler.schedule(Promise.resolve()))
        const local = { [Symbol.asyncIterator]: () => atHome(maker, to) } as never
        assert.equal(seen, await read(local, leave, () => Promise.resolve()))
      })
      await scheduler.waitFor(Promise.all(outcomes))
    },
  )
  await fc.assert(property, { numRuns: 150 })
  await pool.kill()
})

test.run()
