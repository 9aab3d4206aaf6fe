import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { Pool, WorkerDeath } from 'invoke'
import { suite } from '../suite.js'

const test = suite('pipelining', 60_000)

type Scheduling = typeof import('../fixtures/scheduling.mjs')
const url = new URL('../fixtures/scheduling.mjs', import.meta.url)

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** A pool that knows how short the functions are, in all of its workers. */
const open = async (limit: number, options: object = {}) => {
  const pool = new Pool({ limit, ...options })
  const module = pool.invoke<Scheduling>(url)
  await Promise.all(range(limit).map(() => module.wait(50)))
  for (let i = 0; i < 3; i++) {
    await Promise.all(range(4 * limit).map((n) => module.turn(n)))
    await Promise.all(range(4 * limit).map((n) => module.work(n)))
  }
  return { pool, module }
}

test('calls that are sent ahead run one at a time, in their order', async () => {
  const { pool, module } = await open(1)
  const order: number[] = []
  await Promise.all(
    range(300).map(async (number) => {
      order.push(await module.turn(number))
    }),
  )
  assert.equal(order, range(300))
  assert.is(await module.mostAtATime(), 1)
  await pool.kill()
})

test('of several at a time, no more run than the pool allows', async () => {
  const { pool, module } = await open(1, { concurrency: 3 })
  const results = await Promise.all(range(300).map((number) => module.turn(number)))
  assert.equal(results, range(300))
  const most = await module.mostAtATime()
  assert.ok(most <= 3, `${most} at a time`)
  await pool.kill()
})

test('a death costs the call that ran; those behind it run once, elsewhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-pipelining-'))
  const file = join(folder, 'notes')
  const { pool, module } = await open(1)
  for (const number of range(6)) await module.note(file, -1 - number)
  const outcomes = await Promise.allSettled(
    range(100).map((number) => module.note(file, number, number === 40)),
  )
  for (const [number, outcome] of outcomes.entries()) {
    if (number === 40) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof WorkerDeath)
    } else {
      assert.equal(outcome, { status: 'fulfilled', value: number })
    }
  }
  const notes = readFileSync(file, 'utf8').trim().split('\n').map(Number)
  assert.equal(
    notes.filter((number) => number >= 0).toSorted((a, b) => a - b),
    range(100),
  )
  await pool.kill()
  rmSync(folder, { recursive: true })
})

test('in a crowd of short calls, which are answered several at a time, deaths cost only the calls that ran', async () => {
  const { pool, module } = await open(2)
  const deadly = new Set([500, 1500])
  // The queue never runs dry before: so the answers of both workers are left alone for a while, again and again.
  const outcomes = await Promise.allSettled(
    range(2500).map((number) =>
      deadly.has(number) ? module.note('/dev/null', number, true) : module.work(number, 0.2),
    ),
  )
  for (const [number, outcome] of outcomes.entries()) {
    if (deadly.has(number)) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof WorkerDeath)
    } else {
      assert.equal(outcome, { status: 'fulfilled', value: number })
    }
  }
  await pool.kill()
})

test('calls come back that wait behind one that turns out to be slow, when another worker is free', async () => {
  const { pool, module } = await open(2)
  const order: number[] = []
  await Promise.all(
    range(60).map(async (number) => {
      order.push(await module.turn(number, number === 0 ? 1500 : 0))
    }),
  )
  assert.is(order.length, 60)
  assert.is(order.at(-1), 0)
  await pool.kill()
})

test('calls come back that wait behind one that turns out to be slow, though no worker is ever free', async () => {
  const { pool, module } = await open(2)
  // Then it is known what they take, and all stand in the order in which they came.
  await Promise.all(range(300).map((number) => module.work(number, 0.3)))
  const answered = new Set<number>()
  // So many that the queue does not run dry while the slow one waits, which is among the first to be sent.
  const calls = range(20_000).map(async (number) => {
    if (number === 6) await module.turn(number, 3500)
    else await module.work(number, 0.3)
    answered.add(number)
  })
  await calls[6]
  assert.equal(
    range(200).filter((number) => !answered.has(number)),
    [],
  )
  await Promise.all(calls)
  await pool.kill()
})

test('a call that is aborted while it waits in a worker costs nobody anything, whatever its grace', async () => {
  const { pool, module } = await open(1)
  const slow = module.work(1, 400)
  const controller = new AbortController()
  const { signal } = controller
  const behind = range(20).map((number) => module({ signal, grace: 0 }).work(number))
  const others = range(20).map((number) => module.work(number))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const reason = new Error('not wanted')
  controller.abort(reason)
  for (const outcome of await Promise.allSettled(behind)) {
    assert.ok(outcome.status === 'rejected' && outcome.reason === reason)
  }
  assert.is(await slow, 1)
  assert.equal(await Promise.all(others), range(20))
  assert.is(pool.stats().deaths, 0)
  await pool.kill()
})

test('a timeout counts from the beginning of a call, however long it waits in a worker', async () => {
  const { pool, module } = await open(1)
  const slow = module.work(1, 300)
  const behind = range(10).map((number) => module({ timeout: 150 }).work(number))
  assert.is(await slow, 1)
  assert.equal(await Promise.all(behind), range(10))
  await pool.kill()
})

test('killing the pool by force settles what waits in workers', async () => {
  const { pool, module } = await open(1)
  const calls = [module.turn(0, 5000), ...range(50).map((number) => module.turn(number))]
  const outcomes = Promise.allSettled(calls)
  await pool.kill({ force: true })
  for (const outcome of await outcomes) {
    assert.is(
      outcome.status === 'rejected' && (outcome.reason as { code: string }).code,
      'INVOKE_POOL_DEATH',
    )
  }
})

test('a graceful end waits for what waits in workers', async () => {
  const { pool, module } = await open(1)
  const calls = range(200).map((number) => module.turn(number))
  const done = pool.kill()
  assert.equal(await Promise.all(calls), range(200))
  await done
})

test.run()
