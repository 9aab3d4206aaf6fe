import { tracingChannel } from 'node:diagnostics_channel'
import { invoke, Pool, Retry, type CallTrace } from 'invoke'
import * as assert from 'uvu/assert'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import {
  contextsOf,
  journal,
  namesOf,
  noted,
  store,
  url,
  withPool,
  type Contexts,
} from './contexts.js'
import { startProgram, until } from './program.js'

const test = suite('async context of pools and workers', 60_000)

const twice = <T>(item: T): T[] => [item, item]

test('a listener of a pool is called in the context in which it was added', async () => {
  const seen = journal()
  const pool = new Pool({ limit: 1, recycle: { calls: 1 } })
  store.run('a', () => pool.on('start', () => seen.note('start')))
  store.run('b', () => pool.on('recycle', () => seen.note('recycle')))
  await store.run('call', () => pool.invoke<Contexts>(url).count())
  await pool.kill()
  assert.equal(seen.entries, [
    ['start', 'a'],
    ['recycle', 'b'],
  ])
})

test('a map reads its input and calls its function in the context in which it was made', () =>
  withPool(async (contexts, pool) => {
    const seen = journal()
    const controller = new AbortController()
    const { signal } = controller
    const results = store.run('a', () =>
      pool.map(
        noted(seen),
        (_item, { index, signal }) => {
          seen.note('call')
          signal.addEventListener('abort', () => seen.note('cancel'))
          return index < 2 ? contexts.count() : contexts({ signal }).wait(60_000)
        },
        { signal, concurrency: 2 },
      ),
    )
    await store.run('b', () => results.next())
    await store.run('c', () => results.next())
    const last = store.run('d', () => reasonOf(results.next()))
    await until(() => seen.entries.filter(([name]) => name === 'call').length === 4)
    store.run('another', () => controller.abort('enough'))
    assert.is(await last, 'enough')
    await until(() => namesOf(seen).includes('return'))
    assert.equal(namesOf(seen).toSorted(), ['call', 'cancel', 'next', 'return'])
    assert.equal(contextsOf(seen), ['a'])
  }))

test('workers are started in the context of their pool, whoever needs them', async () => {
  const seen = journal()
  const env = {
    ...process.env,
    get NOTED() {
      seen.note('started')
      return 'yes'
    },
  }
  const pool = store.run('pool', () => new Pool({ limit: 2, env }))
  seen.entries.length = 0
  const contexts = pool.invoke<Contexts>(url)
  await store.run('a', () => Promise.all([contexts.wait(1), contexts.wait(1)]))
  process.kill(await contexts.pid(), 'SIGKILL')
  await store.run('b', () => Promise.all([contexts.wait(1), contexts.wait(1)]))
  await store.run('c', () => pool.invoke<Contexts>(url, { isolated: true }).wait(1))
  await pool.kill()
  assert.ok(seen.entries.length >= 4)
  assert.equal(contextsOf(seen), ['pool'])
})

test('neither the first call nor the last holds its context once it is over', async () => {
  const source = `
    import { AsyncLocalStorage } from 'node:async_hooks'
    import { setTimeout as pause } from 'node:timers/promises'
    import { invoke, Pool } from 'invoke'
    const store = new AsyncLocalStorage()
    const held = []
    const inContext = async (body) => {
      const request = { large: Array(1000) }
      held.push(new WeakRef(request))
      await store.run(request, body)
    }
    const use = async (pool) => {
      let contexts
      await inContext(() => {
        contexts = pool().invoke(new URL(${JSON.stringify(url.href)}))
        return contexts.count()
      })
      await inContext(() => contexts.take([1, 2].values(), 2))
      await inContext(async () => { for await (const item of contexts.items(3)); })
      await inContext(async () => { for await (const item of await contexts.emit(1)); })
    }
    const own = new Pool({ limit: 1, idleTimeout: 3_600_000 })
    await use(() => own)
    await use(() => invoke.pool)
    for (let i = 0; i < 20; i++) {
      gc()
      await pause(10)
    }
    console.log(held.map((ref) => ref.deref() === undefined).join())
    await own.kill()`
  const { code, stdout, stderr } = await startProgram(source, ['--expose-gc']).ended
  assert.is(stderr, '')
  assert.is(stdout.trim(), Array(8).fill(true).join())
  assert.is(code, 0)
})

test('a store that is bound to a traced call holds in the iterators among its arguments', () =>
  withPool(async (contexts) => {
    const seen = journal()
    const { start } = tracingChannel<string, CallTrace>('invoke:call')
    start.bindStore(store, ({ method }) => `span of ${method}`)
    await store.run('outside', () => contexts.take(noted(seen), 2))
    start.unbindStore(store)
    assert.equal(contextsOf(seen), ['span of take'])
  }))

test('in a worker, an observer runs for the call that subscribed', () =>
  withPool(async (contexts) => {
    const ticks = invoke.observable<number>((observer) => {
      const timer = setInterval(() => observer.next(1), 1)
      return () => clearInterval(timer)
    })
    const [one, other] = await Promise.all([
      contexts.hear(ticks, 2),
      contexts.hearWithin(ticks, 2, 'own'),
    ])
    assert.equal(one, twice([1, 'hear', undefined]))
    assert.equal(other, twice([1, 'hearWithin', 'own']))
    const lent = contexts.lend(ticks)
    assert.equal(await contexts.hearLent(2), twice([1, 'hearLent', undefined]))
    assert.is(await lent, 'returned')
    const failing = invoke.observable<number>((observer) => observer.error(new Error('failed')))
    assert.equal(await contexts.hear(failing, 2), [['failed', 'hear', undefined]])
    assert.equal(
      await contexts.hear(
        invoke.observable((o) => o.complete()),
        2,
      ),
      [['complete', 'hear', undefined]],
    )
  }, 2))

test('in a worker, what an observer throws is charged to the call that subscribed', () =>
  withPool(async (contexts) => {
    const neighbour = reasonOf(contexts.wait(60_000))
    const once = invoke.observable<number>((observer) => observer.next(1))
    const reason = await reasonOf(contexts.failWhenHeard(once))
    assert.is((reason as Error).message, 'from an observer')
    assert.instance(await neighbour, Retry)
  }, 2))

test('in a worker, an iterator among the arguments and getters of a result run for their call', () =>
  withPool(async (contexts) => {
    assert.equal(await contexts.stepOnce([1].values()), [1, 'stepOnce'])
    assert.equal(await contexts.readAtOnce(), { read: 'readAtOnce' })
    assert.equal(await contexts.readLater(), { read: 'readLater' })
    assert.equal((await contexts.readInTheEnd()).at(-1), { read: 'readInTheEnd' })
  }))

test.run()
