/** What a module can know of its worker, and do at its start and end. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { invoke, LoadError, Pool } from 'invoke'
import { at } from './loading.js'
import { suite } from '../suite.js'

const test = suite('status', 60_000)

type LifecycleModule = typeof import('../fixtures/loading/lifecycle.mjs')

const folder = mkdtempSync(join(tmpdir(), 'invoke-status-'))
const file = join(folder, 'notes')
const notes = () => readFileSync(file, 'utf8').trim().split('\n')

const open = (env: Record<string, string> = {}) => {
  rmSync(file, { force: true })
  const pool = new Pool({ limit: 1, env: { ...process.env, LIFECYCLE_FILE: file, ...env } })
  return { pool, module: pool.invoke<LifecycleModule>(at('lifecycle.mjs')) }
}

test('a module knows whether it runs in a worker, and in which', async () => {
  const { pool, module } = open()
  assert.equal(await module.status(), { isWorker: true, known: 'object', worker: 1 })
  await pool.kill()
  assert.is(invoke.isWorker, false)
  assert.is(invoke.context().worker, undefined)
  assert.is((globalThis as never)[Symbol.for('invoke.worker')], undefined)
})

test('what is to be set up is, once, before the first call; and torn down at the end, last first', async () => {
  const { pool, module } = open()
  await Promise.all([module.call(), module.call()])
  await pool.kill()
  assert.equal(notes(), ['setup one', 'setup two', 'call', 'call', 'teardown two', 'teardown one'])
})

test('a worker that dies tears nothing down, and its successor is set up', async () => {
  const { pool, module } = open()
  await module.call()
  await module.die().catch(() => undefined)
  await module.call()
  await pool.kill()
  assert.equal(notes().filter((note) => note.startsWith('setup')).length, 4)
  assert.equal(notes().filter((note) => note.startsWith('teardown')).length, 2)
})

test('what never ends is not waited for: the worker ends by itself, before it is killed', async () => {
  const { pool, module } = open({ LIFECYCLE_HANGS: 'yes' })
  await module.call()
  await pool.kill()
  assert.is(notes().at(-1), 'ended by itself')
})

test('a teardown that fails keeps none from being called, nor does one that is added meanwhile', async () => {
  const { pool } = open()
  await pool.invoke<{ call(): void }>(at('teardown-fails.mjs')).call()
  await pool.kill()
  assert.equal(notes(), ['throws', 'rejects', 'added meanwhile', 'the first that was added'])
})

test('a setup that fails is a LoadError, and is tried again', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<{ count(): number }>(at('setup-fails.mjs'))
  const error = await module.count().catch((reason: unknown) => reason)
  assert.instance(error, LoadError)
  assert.match((error as Error).message, /not set up yet/)
  assert.is(await module.count(), 2)
  await pool.kill()
})

test('where there is no worker, nothing is called; and what is no function is refused in one', async () => {
  invoke.setup(() => assert.unreachable())
  invoke.teardown(() => assert.unreachable())
})

test.after(() => rmSync(folder, { recursive: true }))

test.run()
