/** What waits: deadlines, `maxQueue`, `ready`, `start`, `stats`. */
import * as assert from 'uvu/assert'
import { Pool, QueueFull, StartError } from 'invoke'
import { suite } from '../suite.js'

const test = suite('queue', 60_000)

type Scheduling = typeof import('../fixtures/scheduling.mjs')
const url = new URL('../fixtures/scheduling.mjs', import.meta.url)

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

test('a call whose deadline is near goes before others, and one that cannot be met is rejected', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Scheduling>(url)
  for (let i = 0; i < 3; i++) await module.wait(200)
  const order: string[] = []
  const busy = module.wait(200)
  const calls = ['one', 'two', 'three', 'four'].map((name) =>
    module.wait(200).then(() => order.push(name)),
  )
  // Behind all of them it would be late.
  const urgent = module({ deadline: 900 })
    .wait(200)
    .then(() => order.push('urgent'))
  const late = module({ deadline: 20 }).wait(200)
  await late.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.name, 'TimeoutError'),
  )
  await Promise.all([busy, urgent, ...calls])
  assert.ok(order.indexOf('urgent') < order.indexOf('four'), order.join())
  await pool.kill()
})

test('more calls than may wait are rejected at once, and whoever waits for room gets it', async () => {
  const pool = new Pool({ limit: 1, maxQueue: 3 })
  const module = pool.invoke<Scheduling>(url)
  await pool.ready()
  await module.wait(50)
  const running = module.wait(150)
  const waiting = range(3).map(() => module.wait(1))
  const error = await module.wait(1).catch((reason: unknown) => reason)
  assert.instance(error, QueueFull)
  assert.equal([(error as QueueFull).code, (error as QueueFull).limit], ['INVOKE_QUEUE_FULL', 3])
  let served = 0
  const producers = range(20).map(async () => {
    for (;;) {
      await pool.ready()
      try {
        await module.wait(1)
        served++
        return
      } catch (reason) {
        if (!(reason instanceof QueueFull)) throw reason
      }
    }
  })
  await Promise.all([running, ...waiting, ...producers])
  assert.is(served, 20)
  await pool.kill()
  assert.throws(() => pool.ready(), ReferenceError)
})

test('whoever waits for room is told when the pool is killed', async () => {
  const pool = new Pool({ limit: 1, maxQueue: 1 })
  const module = pool.invoke<Scheduling>(url)
  const calls = [module.wait(20), module.wait(20).catch(() => undefined)]
  const ready = pool.ready().catch((reason: unknown) => reason)
  const done = pool.kill()
  assert.instance(await ready, ReferenceError)
  await Promise.allSettled(calls)
  await done
})

test('a map makes no more calls than may wait', async () => {
  const pool = new Pool({ limit: 2, maxQueue: 1 })
  const module = pool.invoke<Scheduling>(url)
  const results = []
  for await (const number of pool.map(range(50), (each) => module.turn(each))) results.push(number)
  assert.equal(results, range(50))
  const killed = pool.map(range(50), (each) => module.wait(each))
  await killed.next()
  const rest = killed.next().then(() => killed.next())
  const done = pool.kill()
  await rest.catch((error: unknown) => assert.instance(error, ReferenceError))
  await done
})

test('calls that leave make room', async () => {
  const pool = new Pool({ limit: 1, maxQueue: 1 })
  const module = pool.invoke<Scheduling>(url)
  await module.wait(1)
  const running = module.wait(300)
  const controller = new AbortController()
  const leaving = module({ signal: controller.signal })
    .wait(1)
    .catch(() => undefined)
  let isReady = false
  const ready = pool.ready().then(() => {
    isReady = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.is(isReady, false)
  controller.abort()
  await ready
  await Promise.all([leaving, running, module.pid()])
  await pool.kill()
})

test('the workers of `minimum` are started when that is asked for', async () => {
  const pool = new Pool({ limit: 3, minimum: 2, idleTimeout: 50 })
  assert.is(pool.stats().workers.idle, 0)
  await Promise.all([pool.start(), pool.start()])
  assert.equal(pool.stats().workers, { starting: 0, idle: 2, busy: 0, draining: 0, ending: 0 })
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.is(pool.stats().workers.idle, 2)
  await pool.start()
  await pool.kill()
  assert.throws(() => pool.start(), ReferenceError)
  const none = new Pool({ limit: 1 })
  await none.start()
  assert.is(none.stats().workers.starting, 0)
  await none.kill()
})

test('a start that fails says so, and one of a pool that is killed ends', async () => {
  const pool = new Pool({ limit: 1, minimum: 1, execArgv: ['--no-such-flag'] })
  const error = await pool.start().catch((reason: unknown) => reason)
  assert.instance(error, StartError)
  await pool.kill()
  const killed = new Pool({ limit: 2, minimum: 2 })
  const started = killed.start().then(
    () => 'started',
    (reason: { code: string }) => reason.code,
  )
  await killed.kill({ force: true })
  assert.is(await started, 'INVOKE_POOL_KILLED')
  const closed = new Pool({ limit: 2, minimum: 2 })
  const settled = closed.start().catch((reason: { code: string }) => reason.code)
  await closed.kill()
  assert.is(await settled, 'INVOKE_POOL_KILLED')
})

test('a pool tells what it does and has done', async () => {
  const pool = new Pool({ limit: 2 })
  const module = pool.invoke<Scheduling>(url)
  for (let i = 0; i < 5; i++) await module.wait(20)
  const calls = range(4).map(() => module.wait(200))
  await new Promise((resolve) => setTimeout(resolve, 150))
  const during = pool.stats()
  assert.is(during.queued + during.running, 4)
  assert.is(during.running, during.workers.busy)
  await Promise.all(calls)
  await module.note('/dev/null', 1, true).catch(() => undefined)
  const after = pool.stats()
  assert.equal([after.queued, after.running, after.deaths, after.retries], [0, 0, 1, 0])
  const wait = after.methods.find(({ method }) => method === 'wait')
  assert.is(wait?.module, url.href)
  assert.is(wait?.calls, 9)
  assert.ok(wait !== undefined && wait.run.p50 >= 15 && wait.run.p99 >= 180 && wait.run.mean > 50)
  assert.ok(wait !== undefined && wait.wait.p99 > 50)
  assert.is(after.methods.find(({ method }) => method === 'note')?.deaths, 1)
  await pool.kill()
})

test.run()
