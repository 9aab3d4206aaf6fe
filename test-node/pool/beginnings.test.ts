import * as assert from 'uvu/assert'
import { getEventListeners } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, Retry, WorkerDeath, type Remote } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { pause } from './program.js'

const test = suite('beginnings', 60_000)

type Beginnings = typeof import('../fixtures/beginnings.mjs')

const url = new URL('../fixtures/beginnings.mjs', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'invoke-beginnings-'))
const file = join(folder, 'begun')
test.after(() => {
  rmSync(folder, { recursive: true })
})

/** How often a function of this name has begun. */
const beginningsOf = (name: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line === name).length

const withPool = async (
  concurrency: number,
  body: (module: Remote<Beginnings>, pool: Pool) => Promise<void>,
) => {
  writeFileSync(file, '')
  const pool = new Pool({ limit: 1, concurrency })
  try {
    const module = pool.invoke<Beginnings>(url)
    await module.act(file, 'first', 'nothing')
    await body(module, pool)
  } finally {
    await pool.kill({ force: true })
  }
}

/** Keeps this process from reading. */
const sleepSync = (milliseconds: number) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

for (const way of ['rubbish', 'closes', 'stays'] as const) {
  test(`what began beside a call that ${way} is not made again unasked`, async () => {
    await withPool(4, async (module) => {
      const controller = new AbortController()
      const { signal } = controller
      const ending = reasonOf(module({ signal, grace: 0 }).act(file, 'guilty', way))
      const beside = ['a', 'b'].map((name) =>
        module.act(file, name, 'waits', 200).catch((reason: unknown) => reason),
      )
      // By the time that it aborts, the word that they began has come, and has not been read.
      setImmediate(() => {
        sleepSync(100)
        controller.abort()
      })
      await ending
      const outcomes = await Promise.all(beside)
      for (const [i, name] of ['a', 'b'].entries()) {
        const outcome = outcomes[i]
        assert.ok(outcome === undefined || (outcome instanceof Retry && outcome.started), name)
        assert.ok(beginningsOf(name) <= 1, `${name} began ${beginningsOf(name)} times`)
      }
    })
  })
}

test('a call that ends its worker slowly is to blame, and is not made again', async () => {
  await withPool(1, async (module) => {
    const error = await reasonOf(module({ retries: 2 }).act(file, 'slow', 'exitsSlowly'))
    assert.instance(error, WorkerDeath)
    assert.is(beginningsOf('slow'), 1)
  })
})

test('a signal forgets an iterator that was lost with its worker', async () => {
  await withPool(1, async (module) => {
    const { signal } = new AbortController()
    const numbers = await module({ signal }).numbers()
    await numbers.next()
    process.kill(await module.pid(), 'SIGKILL')
    while (
      await module.pid().then(
        () => false,
        () => true,
      )
    )
      await pause(10)
    assert.is(getEventListeners(signal, 'abort').length, 0)
    assert.instance(await reasonOf(numbers.next()), Retry)
  })
})

test.run()
