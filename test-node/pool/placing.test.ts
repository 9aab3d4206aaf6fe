/** Which worker gets a call: `key`, `exclusive`, modules that are loaded, the short lane. */
import * as assert from 'uvu/assert'
import { Pool, type Remote } from 'invoke'
import { suite } from '../suite.js'

const test = suite('placing', 60_000)

type Scheduling = typeof import('../fixtures/scheduling.mjs')
const url = new URL('../fixtures/scheduling.mjs', import.meta.url)
const other = new URL('../fixtures/scheduling-too.mjs', import.meta.url)

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Starts all workers of a pool. */
const fill = (module: Remote<Scheduling>, count: number) =>
  Promise.all(range(count).map(() => module.wait(100)))

test('all calls of one key go to one worker, and those of others elsewhere', async () => {
  const pool = new Pool({ limit: 3 })
  const module = pool.invoke<Scheduling>(url)
  await fill(module, 3)
  const runs = await Promise.all(
    range(60).map(async (i) => ({ key: i % 6, pid: (await module({ key: i % 6 }).wait(1)).pid })),
  )
  const pids = new Map<number, Set<number>>()
  for (const { key, pid } of runs) pids.set(key, (pids.get(key) ?? new Set()).add(pid))
  assert.equal(
    [...pids.values()].map(({ size }) => size),
    [1, 1, 1, 1, 1, 1],
  )
  assert.ok(new Set(runs.map(({ pid }) => pid)).size > 1)
  await pool.kill()
})

test('a key goes to another worker when its own is gone, and what waited for that goes along', async () => {
  const pool = new Pool({ limit: 2 })
  const module = pool.invoke<Scheduling>(url)
  const keyed = module({ key: 'k' })
  const first = await keyed.pid()
  const controller = new AbortController()
  const hung = module({ key: 'k', signal: controller.signal, grace: 0 }).wait(60_000)
  const waiting = range(5).map(() => keyed.pid())
  controller.abort()
  await hung.catch(() => undefined)
  const pids = new Set(await Promise.all(waiting))
  assert.is(pids.size, 1)
  assert.not.ok(pids.has(first))
  await pool.kill()
})

test('calls of a key do not keep others from its worker for ever', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Scheduling>(url)
  await module({ key: 1 }).pid()
  const served = new AbortController()
  const flood = async () => {
    while (!served.signal.aborted) await module({ key: 1 }).wait(5)
  }
  const floods = range(4).map(flood)
  await module.wait(5)
  served.abort()
  await Promise.all(floods)
  await pool.kill()
})

test('a call that is exclusive runs beside no other', async () => {
  const pool = new Pool({ limit: 2, concurrency: 4 })
  const module = pool.invoke<Scheduling>(url)
  await fill(module, 8)
  const runs = await Promise.all(
    range(60).map(async (i) => {
      const exclusive = i % 6 === 0
      return { exclusive, ...(await module({ exclusive }).wait(5)) }
    }),
  )
  for (const { exclusive, beside } of runs) if (exclusive) assert.is(beside, 0)
  assert.ok(
    runs.some(({ beside }) => beside > 0),
    'nothing ran beside anything',
  )
  await pool.kill()
})

test('so do those with a key, and none of them is lost when they are aborted', async () => {
  const pool = new Pool({ limit: 1, concurrency: 4 })
  const module = pool.invoke<Scheduling>(url)
  await module({ key: 'k' }).pid()
  const busy = range(3).map(() => module.wait(150))
  const controller = new AbortController()
  const { signal } = controller
  const aborted = [{ key: 'k', exclusive: true }, { exclusive: true }].map((options) =>
    module({ ...options, signal }).wait(60_000),
  )
  const behind = range(3).map(() => module.wait(1))
  const alone = module({ key: 'k', exclusive: true }).wait(1)
  controller.abort()
  await Promise.allSettled(aborted)
  await Promise.all([...busy, ...behind])
  assert.is((await alone).beside, 0)
  assert.is((await module.wait(1)).beside, 0)
  await pool.kill()
})

test('a module goes on where it was loaded', async () => {
  const pool = new Pool({ limit: 2, minimum: 2 })
  await pool.start()
  const modules = [pool.invoke<Scheduling>(url), pool.invoke<Scheduling>(other)] as const
  const [one, two] = await Promise.all(modules.map((module) => module.wait(200)))
  assert.is.not(one?.pid, two?.pid)
  for (const i of [0, 1, 1, 0, 0, 1, 0, 1]) {
    assert.is(await modules[i as 0 | 1].pid(), [one, two][i]?.pid)
  }
  await pool.kill()
})

test('workers that are not needed end, although calls go on', async () => {
  const pool = new Pool({ limit: 3, idleTimeout: 200 })
  const module = pool.invoke<Scheduling>(url)
  const count = () => pool.stats().workers.idle + pool.stats().workers.busy
  while (count() < 3) await fill(module, 3)
  while (count() > 1) await module.wait(5)
  await pool.kill()
})

test('short calls get a worker of their own while long ones hold all others', async () => {
  const pool = new Pool({ limit: 2, idleTimeout: 300 })
  const module = pool.invoke<Scheduling>(url)
  await fill(module, 2)
  await module.noop()
  await module.noop()
  const long = [0, 1].map(() => module.wait(600_000).catch(() => undefined))
  await module.noop()
  await module.noop()
  const { workers } = pool.stats()
  assert.is(workers.busy + workers.idle, 3)
  // It is gone when it is not needed any more.
  const isGone = () => {
    const { idle, busy } = pool.stats().workers
    return idle + busy <= 2
  }
  while (!isGone()) await new Promise((resolve) => setTimeout(resolve, 20))
  await pool.kill({ force: true })
  await Promise.all(long)
})

test('there is no such worker where the limit is one, unless it is asked for', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Scheduling>(url)
  await module.noop()
  const long = module.spin(2500)
  await module.noop()
  await long
  assert.is(pool.stats().workers.idle, 1)
  await pool.kill()
})

test('options that do not fit are refused', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Scheduling>(url)
  assert.throws(() => module({ key: {} as never }), /"key" must be a string or a number/)
  assert.throws(() => module({ exclusive: 1 as never }), /"exclusive" must be true or false/)
  assert.throws(() => new Pool({ shortLane: 1 as never }), /"shortLane" must be true or false/)
  await pool.kill()
})

test.run()
