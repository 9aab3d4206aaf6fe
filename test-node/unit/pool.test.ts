import { AsyncLocalStorage } from 'node:async_hooks'
import * as assert from 'uvu/assert'
import { loopback, type Loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool, type PoolHost } from '../../src/core/pool/pool.js'
import type { PoolOptions } from '../../src/core/pool/settings.js'
import type { Charge } from '../../src/core/runner/context.js'
import { Lifecycle } from '../../src/core/runner/lifecycle.js'
import { presentWorker } from '../../src/core/runner/presence.js'
import { Runner } from '../../src/core/runner/runner.js'
import type { Accept, Transport } from '../../src/core/transport.js'
import { loadModule } from '../../src/loaders/node/load.js'
import { largeContract } from '../contract/large.js'
import { cancelContract } from '../contract/cancel.js'
import { coroutinesContract } from '../contract/coroutines.js'
import { livesContract } from '../contract/lives.js'
import { livingStreamsContract } from '../contract/living-streams.js'
import { observablesContract } from '../contract/observables.js'
import { poolContract, reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('pool in memory')

type Tasks = typeof import('../fixtures/tasks.mjs')

const calls = new AsyncLocalStorage<Charge>()
presentWorker(() => calls.getStore()?.face, new Lifecycle(console.error))

/** A worker in this process: the real runner behind a link in memory. */
const serve: Accept = (connection) =>
  new Runner(connection, {
    load: loadModule,
    enter: (context, work) => calls.run(context, work),
    attach: () => false,
    abandoned: () => undefined,
  }).receiver

const host = (transport: Transport): PoolHost => ({
  transport: () => transport,
  resolve: (specifier) => specifier,
})

const fixture = (name: string) => new URL(`../fixtures/${name}`, import.meta.url)

/** So long that what was sent has arrived. */
const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1))

const open = (options: PoolOptions = {}, link: Loopback = loopback({ serve })) =>
  new WorkerPool(host(link), options)

poolContract(test, { open, fixture })
largeContract(test, { open, fixture })
livesContract(test, { open, fixture })
coroutinesContract(test, { open, fixture })
livingStreamsContract(test, { open, fixture })
cancelContract(test, { open, fixture })
observablesContract(test, { open, fixture })

test('everything works when packets are cut at every byte', async () => {
  const pool = open({ limit: 1 }, loopback({ serve, fragment: 1, highWater: 50 }))
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  const values = await Promise.all(
    Array.from({ length: 50 }, (_, i) => tasks.echo({ i, text: 'é' })),
  )
  assert.equal(values[49], [{ i: 49, text: 'é' }])
  await pool.kill()
})

test('a call whose arguments did not come to their end does not count as running', async () => {
  let runner: Runner | undefined
  const link = loopback({
    serve: (connection) => {
      runner = new Runner(connection, {
        load: loadModule,
        enter: (context, work) => calls.run(context, work),
        attach: () => false,
        abandoned: () => undefined,
      })
      return runner.receiver
    },
  })
  const pool = open({ limit: 1 }, link)
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  const list: unknown[] = Array.from({ length: 150_000 }, (_, i) => ({ i }))
  await reasonOf(tasks.echo([...list, () => 1]))
  assert.equal(await tasks.echo(1), [1])
  assert.not(runner?.concerns(undefined))
  await pool.kill()
})

test('a transport that cannot restrict its workers is not asked to', () => {
  assert.throws(
    () => open({ permissions: {} }),
    (error: Error) =>
      error instanceof TypeError && /"loopback" cannot restrict its workers/.test(error.message),
  )
})

test('a transport is asked whether it can restrict its workers, and cannot be told otherwise later', () => {
  const read = ['/a', new URL('file:///b')]
  const specs: unknown[] = []
  const link = { ...loopback({ serve }), checkPermissions: (spec: object) => specs.push(spec) }
  open({ cwd: '/', permissions: { read, net: false } }, link)
  read.push('/c')
  assert.equal(specs, [{ cwd: '/', permissions: { read: ['/a', 'file:///b'], net: false } }])
})

test('arguments that cannot be sent start no worker', async () => {
  const link = loopback({ serve })
  const pool = open({ limit: 1 }, link)
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  await reasonOf(tasks.echo(() => 1))
  assert.is(link.workers.length, 0)
  await tasks.echo(1)
  assert.is(link.workers.length, 1)
  await pool.kill()
})

test('the only running call gets the death of its worker', async () => {
  const link = loopback({ serve })
  const pool = open({ limit: 1 }, link)
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  await tasks.add(1, 1)
  const outcome = reasonOf(tasks.never())
  await tick()
  link.workers[0]?.die({ kind: 'exited', code: null, signal: 'SIGSEGV', stderr: '' })
  const error = (await outcome) as Error & { code: string; signal: string }
  assert.is(error.code, 'INVOKE_WORKER_DEATH')
  assert.is(error.signal, 'SIGSEGV')
  assert.match(error.message, /never of file:.*tasks\.mjs/)
  assert.is(await tasks.add(1, 2), 3)
  await pool.kill()
})

test('of several running calls each may be made again, and queued ones move unseen', async () => {
  const link = loopback({ serve })
  const pool = open({ limit: 1, concurrency: 2 }, link)
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  await tasks.add(1, 1)
  const running = [reasonOf(tasks.never()), reasonOf(tasks.never())]
  const queued = tasks.add(20, 22)
  await tick()
  link.workers[0]?.die()
  for (const outcome of running) {
    const error = (await outcome) as Error & { code: string; started: boolean }
    assert.is(error.code, 'INVOKE_RETRY')
    assert.is(error.started, true)
    assert.is((error.cause as { code: string }).code, 'INVOKE_WORKER_DEATH')
  }
  assert.is(await queued, 42)
  await pool.kill()
})

test('a pool whose workers cannot start says so, and recovers', async () => {
  let broken = true
  const link = loopback({ serve })
  const still = loopback({ serve: () => ({ packet() {}, drained() {}, closed() {} }) })
  const transport: Transport = {
    ...link,
    open: (spec, accept) => {
      if (!broken) return link.open(spec, accept)
      still.open(spec, accept)
      still.workers.at(-1)?.die({ kind: 'failed', error: new Error('no more processes') })
    },
  }
  const pool = new WorkerPool(host(transport), { limit: 2 })
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  const outcomes = [reasonOf(tasks.add(1, 1)), reasonOf(tasks.add(1, 2))]
  for (const outcome of outcomes) {
    const error = (await outcome) as Error & { code: string; attempts: number }
    assert.is(error.code, 'INVOKE_START')
    assert.is(error.attempts, 3)
    assert.match(error.message, /no more processes/)
  }
  broken = false
  assert.is(await tasks.add(1, 2), 3)
  await pool.kill()
})

test('a worker that never says hello is given up', async () => {
  const silent = loopback({ serve: () => ({ packet() {}, drained() {}, closed() {} }) })
  const pool = open({ limit: 1, startTimeout: 10 }, silent)
  const error = (await reasonOf(pool.invoke<Tasks>(fixture('tasks.mjs')).add(1, 1))) as Error
  assert.match(error.message, /was not ready within 10 ms/)
  await pool.kill()
})

test('a peer that speaks another version or language is given up', async () => {
  for (const bytes of [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), Buffer.alloc(64)]) {
    const wrong = loopback({
      serve: (connection) => {
        connection.send({ bytes, attachments: [] })
        return { packet() {}, drained() {}, closed() {} }
      },
    })
    const pool = open({ limit: 1 }, wrong)
    const error = (await reasonOf(pool.invoke<Tasks>(fixture('tasks.mjs')).add(1, 1))) as Error
    assert.is((error.cause as { code: string }).code, 'INVOKE_PROTOCOL')
    await pool.kill()
  }
})

test('a transport that throws or makes no connection does not leave calls waiting', async () => {
  const opens = [
    () => {
      throw new Error('thrown by open')
    },
    () => undefined,
  ]
  for (const broken of opens) {
    const transport = { ...loopback({ serve }), open: broken }
    const pool = new WorkerPool(host(transport), { limit: 1 })
    const error = await reasonOf(pool.invoke<Tasks>(fixture('tasks.mjs')).add(1, 1))
    assert.is((error as { code: string }).code, 'INVOKE_START')
    await pool.kill()
  }
})

test('workers that are slow to leave do not cost the minimum', async () => {
  const link = loopback({ serve, latency: 20 })
  const pool = open({ limit: 3, minimum: 1, idleTimeout: 5 }, link)
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  await Promise.all([tasks.pidLater(50), tasks.pidLater(50), tasks.pidLater(50)])
  assert.is(link.workers.length, 3)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await tasks.add(1, 1)
  assert.is(link.workers.length, 3, 'the worker that was kept takes the call')
  await pool.kill()
})

test('a pool that is killed while its calls wait ends when they are done', async () => {
  const pool = open({ limit: 3 }, loopback({ serve, latency: 1 }))
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  const calls = Array.from({ length: 20 }, (_, i) => tasks.pidLater(i % 5))
  await calls[0]
  const killed = pool.kill()
  await Promise.all(calls)
  await killed
})

test('a timeout that no timer can wait is none', async () => {
  const link = loopback({ serve })
  const longest = 2 ** 31 - 0.5
  for (const timeout of [longest, 2 ** 40, Infinity]) {
    const pool = open({ limit: 1, idleTimeout: timeout, startTimeout: timeout }, link)
    const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
    const before = link.workers.length
    await tasks.add(1, 1)
    await new Promise((resolve) => setTimeout(resolve, 10))
    await tasks.add(1, 1)
    assert.is(link.workers.length, before + 1)
    await pool.kill()
  }
})

test('a link holds the process while calls run, and only then', async () => {
  const link = loopback({ serve })
  const pool = open({ limit: 1 }, link)
  const tasks = pool.invoke<Tasks>(fixture('tasks.mjs'))
  const call = tasks.pidLater(5)
  assert.ok(link.held, 'held while the worker starts')
  await call
  assert.not(link.held, 'not held when idle')
  const next = tasks.pidLater(5)
  assert.ok(link.held, 'held again')
  await next
  assert.not(link.held)
  await pool.kill()
})

test('options that do not exist or do not fit are refused, by name', () => {
  const cases: [object, ErrorConstructor, RegExp][] = [
    [{ limt: 2 }, TypeError, /unknown pool option "limt"; there are limit, /],
    [{ limit: 0 }, RangeError, /"limit" must be an integer of at least 1, not 0/],
    [{ limit: NaN }, RangeError, /not NaN/],
    [{ limit: 1.5 }, RangeError, /not 1.5/],
    [{ limit: '2' }, TypeError, /"limit" must be an integer of at least 1, not string/],
    [{ minimum: -1 }, RangeError, /"minimum"/],
    [{ limit: 1, minimum: 2 }, RangeError, /"minimum" is 2, more than the limit of 1/],
    [{ concurrency: 0 }, RangeError, /"concurrency"/],
    [{ idleTimeout: -1 }, RangeError, /"idleTimeout" must be a number of milliseconds/],
    [{ startTimeout: null }, TypeError, /"startTimeout".*not null/],
    [{ env: { A: 1 } }, TypeError, /"env" must be an object of strings/],
    [{ env: 'A=1' }, TypeError, /"env"/],
    [{ cwd: '' }, TypeError, /"cwd"/],
    [{ execArgv: '--flag' }, TypeError, /"execArgv" must be an array of strings/],
    [{ transport: {} }, TypeError, /"transport" must be a Transport/],
    [[], TypeError, /pool options are an object/],
  ]
  for (const [options, type, message] of cases) {
    assert.throws(
      () => open(options),
      (error: Error) => error instanceof type && message.test(error.message),
      JSON.stringify(options),
    )
  }
  assert.throws(() => open(null as never), /pool options are an object, not null/)
  open({ limit: undefined as never, env: { A: undefined } })
})

test.run()
