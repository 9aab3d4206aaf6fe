import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { invoke, Pool, type CallTrace } from 'invoke'
import * as assert from 'uvu/assert'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('tracing', 60_000)

type Tasks = typeof import('../fixtures/tasks.mjs')

const url = new URL('../fixtures/tasks.mjs', import.meta.url)
const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
type Name = (typeof EVENTS)[number]

const channels = tracingChannel<unknown, CallTrace>('invoke:call')

/** Listens to some of the events; what it heard, each with a copy of what was there to see. */
const listen = (names: readonly Name[] = EVENTS) => {
  const heard: { readonly name: Name; readonly call: CallTrace; readonly then: CallTrace }[] = []
  const offs = names.map((name) => {
    const listener = (message: unknown) => {
      const call = message as CallTrace
      heard.push({ name, call, then: { ...call } })
    }
    channels[name].subscribe(listener)
    return () => channels[name].unsubscribe(listener)
  })
  return {
    heard,
    off: () => {
      for (const off of offs) off()
    },
    /** The events of one method, in their order. */
    namesOf: (method: string) =>
      heard.filter(({ call }) => call.method === method).map(({ name }) => name),
  }
}

const withPool = async (body: (pool: Pool) => Promise<void>): Promise<void> => {
  const pool = new Pool({ limit: 1 })
  try {
    await body(pool)
  } finally {
    await pool.kill({ force: true })
  }
}

test('a call is told from its start to its result, with one object for all events', () =>
  withPool(async (pool) => {
    const { heard, off, namesOf } = listen()
    const args = [4, 6] as const
    const promise = pool.invoke<Tasks>(url).add(...args)
    assert.equal(namesOf('add'), ['start', 'end'])
    assert.is(await promise, 10)
    off()
    assert.equal(namesOf('add'), ['start', 'end', 'asyncStart', 'asyncEnd'])
    const [first] = heard
    assert.is(new Set(heard.map(({ call }) => call)).size, 1)
    assert.equal(first?.then, { pool, module: url.href, method: 'add', args: [4, 6] })
    assert.equal(heard[2]?.then, { ...first?.then, result: 10 })
  }))

test('a result is what the caller gets, and arguments are what was given', () =>
  withPool(async (pool) => {
    const { heard, off } = listen()
    const argument = { deep: [1] }
    const result = await pool.invoke<Tasks>(url).echo(argument)
    off()
    assert.is(heard[0]?.call.args[0], argument)
    assert.is(heard[0]?.call.result, result)
  }))

test('a call that fails is told with its very error', () =>
  withPool(async (pool) => {
    const { heard, off, namesOf } = listen()
    const reason = await reasonOf(pool.invoke<Tasks>(url).throwError())
    off()
    assert.equal(namesOf('throwError'), ['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    assert.is(heard[0]?.call.error, reason)
    assert.is(Object.hasOwn(heard[0]?.call ?? {}, 'result'), false)
  }))

test('what cannot be sent is told as a call that fails', () =>
  withPool(async (pool) => {
    const { heard, off, namesOf } = listen()
    const reason = await reasonOf(pool.invoke<Tasks>(url).echo(() => 1))
    off()
    assert.equal(namesOf('echo'), ['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    assert.is(heard[0]?.call.error, reason)
  }))

test('what a call throws at once is told before its end', async () => {
  const pool = new Pool()
  const tasks = pool.invoke<Tasks>(url)
  await pool.kill()
  const { heard, off, namesOf } = listen()
  assert.throws(() => tasks.add(1, 2), /the pool was killed/)
  off()
  assert.equal(namesOf('add'), ['start', 'error', 'end'])
  assert.instance(heard[0]?.call.error, ReferenceError)
})

test('a call that is cancelled is told with the reason', () =>
  withPool(async (pool) => {
    const { heard, off, namesOf } = listen()
    const controller = new AbortController()
    const outcome = reasonOf(pool.invoke<Tasks>(url)({ signal: controller.signal }).never())
    controller.abort('enough')
    assert.is(await outcome, 'enough')
    off()
    assert.equal(namesOf('never'), ['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    assert.is(heard[0]?.call.error, 'enough')
  }))

test('the time in the queue counts, and a call that leaves the queue is told as well', () =>
  withPool(async (pool) => {
    const { heard, off, namesOf } = listen()
    const tasks = pool.invoke<Tasks>(url)
    const controller = new AbortController()
    const first = tasks.addLater(1, 2)
    const second = tasks.add(3, 4)
    const third = reasonOf(tasks({ signal: controller.signal }).count(5))
    assert.equal(
      [namesOf('addLater'), namesOf('add')],
      [
        ['start', 'end'],
        ['start', 'end'],
      ],
    )
    controller.abort('left')
    assert.is(await third, 'left')
    assert.equal(await Promise.all([first, second]), [3, 7])
    off()
    const ends = heard.filter(({ name }) => name === 'asyncEnd').map(({ call }) => call)
    assert.equal(
      ends.map(({ method, result, error }) => ({ method, outcome: result ?? error })),
      [
        { method: 'count', outcome: 'left' },
        { method: 'addLater', outcome: 3 },
        { method: 'add', outcome: 7 },
      ],
    )
  }))

test('calls of several pools are told apart by their pool', () =>
  withPool((one) =>
    withPool(async (other) => {
      const { heard, off } = listen(['asyncEnd'])
      for (const pool of [one, other]) await pool.invoke<Tasks>(url).add(1, 2)
      await invoke<Tasks>(url).add(1, 2)
      await other.invoke<Tasks>(url, { isolated: true }).add(1, 2)
      off()
      const pools: object[] = heard.map(({ call }) => call.pool)
      // Not compared as values: a pool is large.
      assert.equal(
        pools.map((pool) => [one, other, invoke.pool].indexOf(pool as Pool)),
        [0, 1, 2, 1],
      )
    }),
  ))

test('a module that is loaded is told without a method', () =>
  withPool(async (pool) => {
    const { heard, off } = listen()
    await pool.load<Tasks>(url)
    const missing = new URL('missing.mjs', url)
    const reason = await reasonOf(pool.load(missing))
    off()
    const [loaded, failed] = new Set(heard.map(({ call }) => call))
    assert.equal([loaded?.module, loaded?.method, loaded?.args], [url.href, undefined, []])
    assert.is(failed?.error, reason)
  }))

test('a single event can be listened to', () =>
  withPool(async (pool) => {
    const { heard, off } = listen(['error'])
    const tasks = pool.invoke<Tasks>(url)
    await tasks.add(1, 2)
    await reasonOf(tasks.throwThis('this'))
    off()
    assert.equal(
      heard.map(({ name, call }) => [name, call.method, call.error]),
      [['error', 'throwThis', 'this']],
    )
  }))

test('nothing is told any more to whoever has gone', () =>
  withPool(async (pool) => {
    const { heard, off } = listen()
    const tasks = pool.invoke<Tasks>(url)
    await tasks.add(1, 2)
    off()
    const before = heard.length
    assert.is(await tasks.add(3, 4), 7)
    assert.is(heard.length, before)
  }))

test('the promise of a call that is watched can be iterated', () =>
  withPool(async (pool) => {
    const { off } = listen()
    const call = pool.invoke<Tasks>(url).echo('a', 'b') as unknown as AsyncIterable<string>
    const items = []
    for await (const item of call) items.push(item)
    off()
    assert.equal(items, ['a', 'b'])
  }))

test('a store that is bound to the start holds for the call, and for nothing else', () =>
  withPool(async (pool) => {
    const spans = new AsyncLocalStorage<unknown>()
    const seen: unknown[] = []
    const see = () => seen.push(spans.getStore())
    channels.start.bindStore(spans, ({ method }) => `span of ${method}`)
    channels.asyncEnd.subscribe(see)
    const argument = {
      get read() {
        see()
        return 1
      },
    }
    await spans.run('outside', async () => {
      await pool.invoke<Tasks>(url).echo(argument)
      see()
    })
    channels.asyncEnd.unsubscribe(see)
    channels.start.unbindStore(spans)
    assert.equal(seen, ['span of echo', 'span of echo', 'outside'])
  }))

test.run()
