import { invoke, Pool, PoolDeath, WorkerDeath, type PoolOptions, type Remote } from 'invoke'
import * as assert from 'uvu/assert'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { startProgram, until } from './program.js'

const test = suite('map of a pool', 60_000)

type Tasks = typeof import('../fixtures/tasks.mjs')
type Cancel = typeof import('../fixtures/cancel.mjs')
type Deaths = typeof import('../fixtures/deaths.mjs')

const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url)

const withPool = async (
  options: PoolOptions,
  body: (pool: Pool, tasks: Remote<Tasks>) => Promise<void>,
): Promise<void> => {
  const pool = new Pool(options)
  try {
    await body(pool, pool.invoke<Tasks>(fixture('tasks.mjs')))
  } finally {
    await pool.kill({ force: true })
  }
}

const all = async <T>(results: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const result of results) list.push(result)
  return list
}

test('workers map an input in its order', () =>
  withPool({ limit: 2 }, async (pool, tasks) => {
    const items = Array.from({ length: 200 }, (_, i) => i)
    const results = pool.map(items, (item) => tasks.add(item, item))
    assert.equal(
      await all(results),
      items.map((item) => 2 * item),
    )
  }))

test('as they come, a call that never ends holds up no other', () =>
  withPool({ limit: 2 }, async (pool, tasks) => {
    const call = (item: number) => (item === 1 ? tasks.never() : tasks.add(item, item))
    const seen: number[] = []
    for await (const result of pool.map([0, 1, 2, 3], call, { ordered: false })) {
      if (seen.push(result) === 3) break
    }
    assert.equal(new Set(seen), new Set([0, 4, 6]))
  }))

test('by default, twice as many calls at a time as the workers take', () =>
  withPool({ limit: 3, concurrency: 2 }, async (pool) => {
    let calls = 0
    const never = () => {
      calls++
      return new Promise<never>(() => undefined)
    }
    const results = pool.map(Array.from({ length: 100 }), never)
    const first = results.next()
    await until(() => calls >= 12)
    await new Promise((resolve) => setTimeout(resolve, 5))
    assert.is(calls, 12)
    await results.return()
    assert.equal(await first, { done: true, value: undefined })
  }))

test('what is left is cancelled in the workers', () =>
  withPool({ limit: 2, concurrency: 2 }, async (pool) => {
    const cancel = pool.invoke<Cancel>(fixture('cancel.mjs'))
    const names = ['one', 'two', 'three']
    for (const ordered of [true, false]) {
      const results = pool.map(
        ['now', ...names],
        (name, { signal }) => {
          const module = cancel({ signal })
          return name === 'now' ? module.later(50, name) : module.untilAborted(name)
        },
        { ordered },
      )
      for await (const result of results) {
        assert.is(result, 'now')
        break
      }
    }
    // Every slot is free again.
    assert.equal(await all(pool.map(names, (name) => cancel.later(1, name))), names)
  }))

test('an abort ends it, and reaches the function', () =>
  withPool({ limit: 1, concurrency: 2 }, async (pool) => {
    const cancel = pool.invoke<Cancel>(fixture('cancel.mjs'))
    const controller = new AbortController()
    const results = pool.map(
      ['aborted'],
      (name, { signal }) => cancel({ signal }).untilAborted(name),
      { signal: controller.signal },
    )
    const outcome = reasonOf(results.next())
    while (!(await cancel.hasBegun('aborted')));
    controller.abort('enough')
    assert.is(await outcome, 'enough')
    assert.equal(await results.next(), { done: true, value: undefined })
    while ((await cancel.reasonSeen('aborted')) !== 'enough');
  }))

test('a worker that dies ends it with what ended it, and the pool goes on', () =>
  withPool({ limit: 1 }, async (pool, tasks) => {
    const deaths = pool.invoke<Deaths>(fixture('deaths.mjs'))
    const results = pool.map([1, 2], (item) => (item === 1 ? tasks.add(1, 1) : deaths.exit(3)))
    assert.equal(await results.next(), { done: false, value: 2 })
    assert.instance(await reasonOf(results.next()), WorkerDeath)
    assert.equal(await all(pool.map([1, 2], (item) => tasks.add(item, 1))), [2, 3])
  }))

test('inputs and results live in workers as well', () =>
  withPool({ limit: 2 }, async (pool, tasks) => {
    const cancel = pool.invoke<Cancel>(fixture('cancel.mjs'))
    const doubled = pool.map(cancel.few(5), (item) => tasks.add(item, item))
    assert.equal(await all(doubled), [0, 2, 4, 6, 8])
    const streams = pool.map([1, 2], (to) => cancel.few(to))
    const lists: number[][] = []
    for await (const stream of streams) lists.push(await all(stream))
    assert.equal(lists, [[0], [0, 1]])
    // As an argument, it is pulled by the worker.
    const given = pool.map([1, 2, -1, 3], (item) => item)
    await cancel.consume('mapped', given)
    assert.equal(await cancel.ended(), ['mapped'])
    assert.equal(await given.next(), { done: true, value: undefined })
  }))

test('a break ends a stream that a worker feeds it with', () =>
  withPool({ limit: 1 }, async (pool, tasks) => {
    const cancel = pool.invoke<Cancel>(fixture('cancel.mjs'))
    for await (const result of pool.map(cancel.ticks('fed'), (tick) => tasks.add(tick, 1))) {
      if (result === 3) break
    }
    while (!(await cancel.ended()).includes('fed'));
  }))

test('a function of a module can be given as it is: nothing of what it gets beside the item is sent', () =>
  withPool({ limit: 1 }, async (pool, tasks) => {
    assert.equal(await all(pool.map([1], tasks.echo)), [[1, {}]])
    assert.equal(await all(pool.map(['x'], tasks.default)), [['x', 'x']])
  }))

test('a pool that was killed maps no more', () =>
  withPool({ limit: 1 }, async (pool, tasks) => {
    const waiting = pool.map([1], () => tasks.never())
    const pending = reasonOf(waiting.next())
    const later = pool.map([1, 2], (item) => tasks.add(item, 1))
    await new Promise((resolve) => setTimeout(resolve, 1))
    await pool.kill({ force: true })
    assert.instance(await pending, PoolDeath)
    assert.instance(await reasonOf(later.next()), ReferenceError)
    assert.throws(
      () => pool.map([1], () => 1),
      (error: unknown) => error instanceof ReferenceError && /was killed/.test(error.message),
    )
  }))

test('what does not fit is refused at once', () =>
  withPool({ limit: 1 }, async (pool) => {
    assert.throws(() => pool.map(5 as never, () => 1), /something that can be iterated, not number/)
    assert.throws(() => pool.map([], 5 as never), /a function with each item, not number/)
    assert.throws(() => pool.map([], () => 1, { concurrency: 0 }), /"concurrency" must be an int/)
    await Promise.resolve()
  }))

test('the default pool maps, too', async () => {
  const tasks = invoke<Tasks>(fixture('tasks.mjs'))
  assert.equal(await all(invoke.pool.map([1, 2], (item) => tasks.add(item, 1))), [2, 3])
})

test('what it has left, or never begun, keeps no process and rejects nowhere', async () => {
  const { ended } = startProgram(`
    import { Pool } from 'invoke'
    const pool = new Pool({ limit: 2 })
    const deaths = pool.invoke(${JSON.stringify(fixture('deaths.mjs').href)})
    const items = (async function* () {
      try {
        for (let i = 0; ; i++) yield i
      } finally {
        console.log('closed')
      }
    })()
    pool.map(items, () => console.log('never'))
    const results = pool.map(items, async (item, { signal }) => {
      await deaths({ signal }).wait(1)
      if (item > 2) throw new Error('nobody hears of it')
      return item
    })
    for await (const result of results) if (result === 1) break
    console.log('left')`)
  const { stdout, stderr, code } = await ended
  assert.is(stderr, '')
  assert.is(stdout, 'closed\nleft\n')
  assert.is(code, 0)
})

test.run()
