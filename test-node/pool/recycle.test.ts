import * as assert from 'uvu/assert'
import { Pool, type PoolOptions, type Remote } from 'invoke'
import { suite } from '../suite.js'
import { isAlive, pause, until } from './program.js'

const test = suite('recycle', 60_000)

type Recycle = typeof import('../fixtures/recycle.mjs')

const url = new URL('../fixtures/recycle.mjs', import.meta.url)

/** Workers without what the tests are compiled with: hundreds are started. */
const PLAIN: PoolOptions = { limit: 1, execArgv: [] }

const withPool = async (
  options: PoolOptions,
  body: (module: Remote<Recycle>, pool: Pool) => Promise<void>,
): Promise<void> => {
  const pool = new Pool({ ...PLAIN, ...options })
  try {
    await body(pool.invoke<Recycle>(url), pool)
  } finally {
    await pool.kill({ force: true })
  }
}

/** Makes calls one after the other until another process answers. */
const untilReplaced = async (module: Remote<Recycle>, pid: number): Promise<number> => {
  for (;;) {
    const now = await module.pid()
    if (now !== pid) return now
    await pause(20)
  }
}

/** What a pool tells, in its order. */
const journalOf = (pool: Pool): string[] => {
  const journal: string[] = []
  pool.on('start', ({ worker }) => journal.push(`start ${worker}`))
  pool.on('recycle', ({ worker, reason }) => journal.push(`recycle ${worker} ${reason}`))
  pool.on('death', ({ worker }) => journal.push(`death ${worker}`))
  return journal
}

test('after so many calls another process answers', () =>
  withPool({ recycle: { calls: 3 } }, async (module) => {
    const pids: number[] = []
    for (let i = 0; i < 9; i++) pids.push(await module.pid())
    const workers = [...new Set(pids)]
    assert.equal(
      pids,
      workers.flatMap((pid) => [pid, pid, pid]),
    )
    assert.is(workers.length, 3)
  }))

test('calls that fail count as well', () =>
  withPool({ recycle: { calls: 2 } }, async (module) => {
    const first = await module.pid()
    await (module as unknown as { missing(): Promise<void> }).missing().catch(() => undefined)
    assert.is.not(await module.pid(), first)
  }))

test('at a certain age another process answers', () =>
  withPool({ recycle: { age: 100 } }, async (module, pool) => {
    const journal = journalOf(pool)
    const first = await module.pid()
    await untilReplaced(module, first)
    assert.equal(journal.slice(0, 3), ['start 1', 'recycle 1 age', 'start 2'])
  }))

test('a worker that is younger and has done less goes on', () =>
  withPool({ recycle: { age: 3_600_000, calls: 1000, rss: 2 ** 40 } }, async (module) => {
    const pids = new Set<number>()
    for (let i = 0; i < 100; i++) pids.add(await module.pid())
    assert.is(pids.size, 1)
  }))

test('a process that holds too much memory is replaced', () =>
  withPool({ recycle: { rss: 400e6 } }, async (module, pool) => {
    const journal = journalOf(pool)
    const first = await module.pid()
    assert.is(await module.keep(500e6), first)
    await untilReplaced(module, first)
    assert.equal(journal, ['start 1', 'recycle 1 rss', 'start 2'])
  }))

test('a process is measured whatever a call does to the global process', () =>
  withPool({ recycle: { rss: 400e6 } }, async (module) => {
    const first = await module.overwriteMemoryUsage()
    await module.keep(500e6)
    await untilReplaced(module, first)
  }))

test('a worker that is replaced is gone', () =>
  withPool({ recycle: { calls: 1 } }, async (module) => {
    const pid = await module.pid()
    await until(() => !isAlive(pid))
  }))

test('a stream is read to its end in a worker that is to be replaced', () =>
  withPool({ recycle: { calls: 2 } }, async (module) => {
    const stream = await module({ window: 0 }).pids(50)
    const { value: first } = await stream.next()
    assert.is(await module.pid(), first)
    const others = new Set<number>()
    let items = 1
    for await (const pid of stream) {
      assert.is(pid, first)
      items++
      if (items % 10 === 0) others.add(await module.pid())
    }
    assert.is(items, 50)
    assert.not(others.has(first as number))
    await until(() => !isAlive(first as number))
  }))

test('a stream that is left ends its worker that was to be replaced', () =>
  withPool({ recycle: { calls: 1 } }, async (module) => {
    const stream = await module({ window: 0 }).pids(50)
    const { value: first } = await stream.next()
    await module.pid()
    assert.ok(isAlive(first as number))
    await stream.return?.()
    await until(() => !isAlive(first as number))
  }))

test('calls that run when their worker is to be replaced are answered by it', () =>
  withPool({ concurrency: 4, recycle: { calls: 1 } }, async (module, pool) => {
    await pool.load(url)
    const slow = [module.pidLater(100), module.pidLater(100), module.pidLater(100)]
    const pids = new Set(await Promise.all([...slow, module.pid()]))
    assert.is(pids.size, 1)
    assert.not(pids.has(await module.pid()))
  }))

for (const concurrency of [1, 4]) {
  test(`no call is lost while workers are replaced, ${concurrency} at a time in each`, () =>
    withPool({ limit: 2, concurrency, recycle: { calls: 3 } }, async (module) => {
      const sent = Array.from({ length: 200 }, (_, i) => i)
      assert.equal(await Promise.all(sent.map((i) => module.echo(i))), sent)
    }))
}

test('a pool that closes while workers are replaced answers what it has', async () => {
  const pool = new Pool({ ...PLAIN, limit: 2, recycle: { calls: 3 } })
  const module = pool.invoke<Recycle>(url)
  const sent = Array.from({ length: 20 }, (_, i) => i)
  const answers = Promise.all(sent.map((i) => module.echo(i)))
  await pool.kill()
  assert.equal(await answers, sent)
})

test('a replacement is told with its reason, and is no death', () =>
  withPool({ recycle: { calls: 2 } }, async (module, pool) => {
    const journal = journalOf(pool)
    for (let i = 0; i < 5; i++) await module.pid()
    assert.equal(journal, ['start 1', 'recycle 1 calls', 'start 2', 'recycle 2 calls', 'start 3'])
  }))

test('a listener that was removed is told no more', () =>
  withPool({ recycle: { calls: 1 } }, async (module, pool) => {
    const told: unknown[] = []
    const remove = pool.on('recycle', (event) => told.push(event))
    await module.pid()
    remove()
    await module.pid()
    assert.equal(told, [{ worker: 1, reason: 'calls' }])
  }))

const refused = (recycle: unknown, kind: typeof TypeError | typeof RangeError, words: RegExp) => {
  assert.throws(
    () => new Pool({ recycle } as PoolOptions),
    (error: Error) => error instanceof kind && words.test(error.message),
    `${words} is refused`,
  )
}

test('numbers that do not fit are refused by the name of their option', () => {
  refused({ calls: 0 }, RangeError, /"calls".*at least 1, not 0/)
  refused({ calls: 1.5 }, RangeError, /"calls"/)
  refused({ age: -1 }, RangeError, /"age".*-1/)
  refused({ age: NaN }, RangeError, /"age"/)
  refused({ rss: 0 }, RangeError, /"rss"/)
})

test('options of another type, or none that exist, are refused by their name', () => {
  refused({ calls: '3' }, TypeError, /"calls"/)
  refused({ age: null }, TypeError, /"age"/)
  refused({ rss: 10n }, TypeError, /"rss"/)
  refused({ memory: 5 }, TypeError, /"memory".*calls, age, rss/)
  refused(5, TypeError, /"recycle".*calls, age or rss/)
  refused('often', TypeError, /"recycle"/)
  refused([3], TypeError, /recycle/)
})

test.run()
