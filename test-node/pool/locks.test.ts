import * as assert from 'uvu/assert'
import { Pool } from 'invoke'
import { suite } from '../suite.js'

const test = suite('locks', 60_000)

type Scheduling = typeof import('../fixtures/scheduling.mjs')
const url = new URL('../fixtures/scheduling.mjs', import.meta.url)
const other = new URL('../fixtures/scheduling-too.mjs', import.meta.url)

interface Run {
  readonly begin: number
  readonly end: number
}

const overlap = (a: Run, b: Run) => a.begin < b.end && b.begin < a.end

test('calls with a common lock never run at the same time, in whatever worker and of whatever module', async () => {
  const pool = new Pool({ limit: 3, concurrency: 2 })
  const modules = [pool.invoke<Scheduling>(url), pool.invoke<Scheduling>(other)]
  const wanted = [['a'], ['b'], ['a', 'b'], ['c', 'a'], ['b', 'c'], 'c', ['a', 'a']]
  const runs = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const lock = wanted[(i * 5) % wanted.length] ?? []
      const run = await modules[i % 2]({ lock }).wait(i % 4)
      return { lock: new Set([lock].flat()), run }
    }),
  )
  for (const [i, one] of runs.entries()) {
    for (const two of runs.slice(i + 1)) {
      if (![...one.lock].some((name) => two.lock.has(name))) continue
      assert.not.ok(overlap(one.run, two.run))
      // Whoever came first has it first.
      assert.ok(one.run.begin <= two.run.begin)
    }
  }
  await pool.kill()
})

test('a call without the lock does not wait for it', async () => {
  const pool = new Pool({ limit: 2 })
  const module = pool.invoke<Scheduling>(url)
  await Promise.all([module.wait(50), module.wait(50)])
  const order: string[] = []
  const calls = [
    module({ lock: 'a' })
      .wait(1500)
      .then(() => order.push('first')),
    module({ lock: 'a' })
      .wait(1)
      .then(() => order.push('second')),
    module({ lock: 'b' })
      .wait(1)
      .then(() => order.push('other lock')),
    module.wait(1).then(() => order.push('no lock')),
  ]
  await Promise.all(calls)
  assert.equal(order.slice(2), ['first', 'second'])
  await pool.kill()
})

test('a lock is held until what its call came to is at its end', async () => {
  const pool = new Pool({ limit: 2 })
  const module = pool.invoke<Scheduling>(url)
  const items = await module({ lock: 'a' }).items(3, 20)
  let ended = false
  const second = module({ lock: 'a' })
    .pid()
    .then(() => ended)
  for await (const _item of items);
  ended = true
  assert.is(await second, true)
  await pool.kill()
})

test('whoever leaves or dies gives its lock back', async () => {
  const pool = new Pool({ limit: 2 })
  const module = pool.invoke<Scheduling>(url)
  const controller = new AbortController()
  const { signal } = controller
  const holder = module({ lock: 'a', signal, grace: 0 }).wait(60_000)
  const leaver = module({ lock: ['a', 'b'], signal }).wait(60_000)
  const next = module({ lock: 'b' }).pid()
  const last = module({ lock: ['b', 'a'] }).pid()
  setTimeout(() => controller.abort(), 200)
  for (const call of [holder, leaver]) {
    await call.then(
      () => assert.unreachable(),
      (error: Error) => assert.is(error.name, 'AbortError'),
    )
  }
  assert.type(await next, 'number')
  assert.type(await last, 'number')
  await pool.kill()
})

test('an aborted call keeps its lock until its function has stopped', async () => {
  const pool = new Pool({ limit: 2 })
  const module = pool.invoke<Scheduling>(url)
  await Promise.all([module.wait(50), module.wait(50)])
  const controller = new AbortController()
  const holder = module({ lock: 'a', signal: controller.signal }).spin(300)
  const second = module({ lock: 'a' }).spin(1)
  const before = process.hrtime.bigint()
  controller.abort()
  await holder.catch(() => undefined)
  const { begin } = await second
  assert.ok(begin - Number(before / 1000n) > 250_000)
  await pool.kill()
})

test('a pool that is killed by force rejects those that wait for a lock, and one that ends gracefully serves them', async () => {
  const forced = new Pool({ limit: 1 })
  const module = forced.invoke<Scheduling>(url)
  const calls = [0, 1, 2].map(() => module({ lock: 'a' }).wait(60_000))
  const outcomes = Promise.allSettled(calls)
  await forced.kill({ force: true })
  assert.equal(
    (await outcomes).map((outcome) => outcome.status),
    ['rejected', 'rejected', 'rejected'],
  )
  const graceful = new Pool({ limit: 2 })
  const again = graceful.invoke<Scheduling>(url)
  const served = Promise.all([0, 1, 2].map(() => again({ lock: ['a', 'b'] }).wait(5)))
  await graceful.kill()
  assert.is((await served).length, 3)
})

test('a lock that is none is refused', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Scheduling>(url)
  for (const lock of [1, {}, [1], null]) {
    assert.throws(
      () => module({ lock: lock as never }),
      /"lock" must be a string or an array of strings/,
    )
  }
  await pool.kill()
})

test.run()
