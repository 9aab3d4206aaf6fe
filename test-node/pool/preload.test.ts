import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { invoke, LoadError, Pool, StartError } from 'invoke'
import { commonjs } from 'invoke/loaders'
import { at, type Task } from './loading.js'
import { suite } from '../suite.js'

const test = suite('preload', 60_000)

test('every worker loads what the pool says, in order, before any module', async () => {
  const pool = new Pool({ limit: 2, minimum: 2, preload: [at('first.mjs'), at('second.cjs')] })
  await pool.start()
  const module = pool.invoke<Task>(at('task.mjs'))
  const both = await Promise.all([module.seen(), module.seen()])
  for (const { log, global } of both) {
    assert.equal(log, ['first', 'second', 'task'])
    assert.is(global, 'set by a preload')
  }
  await pool.kill()
})

test('a module loads what it needs first, once in each worker', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Task>(at('task.mjs'), { preload: [at('second.cjs'), at('first.mjs')] })
  await module.add(1, 2)
  assert.equal((await module.seen()).log, ['second', 'first', 'task'])
  // The same module, with more to be loaded before it, though it is there already.
  const again = pool.invoke<Task>(at('task.mjs'), { preload: [at('hook.cjs')] })
  assert.equal((await again.seen()).log, ['second', 'first', 'task'])
  const other = pool.invoke<{ text(): string }>(at('words.shout'), { preload: [at('hook.cjs')] })
  await assertRejects(other.text(), LoadError)
  await pool.kill()
})

test('hooks for import and require hold for what comes after them', async () => {
  const pool = new Pool({ limit: 1, preload: [at('hook.cjs'), at('hooks.mjs')] })
  pool.setLoader(/\.shout$/, commonjs())
  const words = pool.invoke<{ text(): string }>(at('words.shout'))
  assert.is(await words.text(), 'QUIET WORDS')
  const made = pool.invoke<{ name(): string }>(new URL('virtual:made-up'))
  assert.is(await made.name(), 'virtual:made-up')
  await pool.kill()
})

const assertRejects = async (
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => Error,
) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.instance(error, type)
  return error as Error & { readonly cause: Error }
}

test('a preload that fails is the LoadError of each call that needed it', async () => {
  const pool = new Pool({ limit: 1, preload: [at('first.mjs'), at('fails.mjs')] })
  const module = pool.invoke<Task>(at('task.mjs'))
  for (let i = 0; i < 2; i++) {
    const error = await assertRejects(module.add(1, 2), LoadError)
    assert.match(
      error.message,
      /task\.mjs: its preload file:.*fails\.mjs failed: this one never loads/,
    )
    assert.instance(error.cause.cause, RangeError)
  }
  assert.equal([pool.stats().deaths, pool.stats().workers.idle], [0, 1])
  await pool.kill()
  const own = new Pool({ limit: 1 })
  const needy = own.invoke<Task>(at('task.mjs'), { preload: [at('fails.mjs')] })
  await assertRejects(needy.add(1, 2), LoadError)
  assert.is(await own.invoke<Task>(at('task.mjs')).add(1, 2), 3)
  await own.kill()
})

test('one that failed is tried again by a new worker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-preload-'))
  const env = { ...process.env, FAILS_ONCE: join(folder, 'tried') }
  const pool = new Pool({ limit: 1, env, preload: [at('fails-once.mjs')] })
  const module = pool.invoke<Task>(at('task.mjs'))
  await assertRejects(module.add(1, 2), LoadError)
  // An ES module that failed stays failed in its process; a new worker has it.
  pool.reload()
  assert.is(await module.add(1, 2), 3)
  await pool.kill()
  rmSync(folder, { recursive: true })
})

test('one that ends its worker is a StartError, after three of them', async () => {
  const pool = new Pool({ limit: 1, preload: [at('exits.cjs')] })
  const error = await assertRejects(pool.invoke<Task>(at('task.mjs')).add(1, 2), StartError)
  assert.match(error.message, /code 5 before it was ready/)
  await pool.kill()
})

test('one that never ends counts as a start that takes too long', async () => {
  const pool = new Pool({
    limit: 1,
    startTimeout: 300,
    preload: [
      new URL('data:text/javascript,await new Promise(() => { setInterval(() => 0, 1000) })'),
    ],
  })
  const error = await assertRejects(pool.invoke<Task>(at('task.mjs')).add(1, 2), StartError)
  assert.match(error.message, /not ready within 300 ms/)
  await pool.kill()
})

test('a TypeScript module works by a preload of tsx', async () => {
  const pool = new Pool({ limit: 1, preload: ['tsx'] })
  const module = pool.invoke<{ sum(pair: { a: number; b: number }): { total: number } }>(
    at('typed.ts'),
  )
  assert.equal(await module.sum({ a: 1, b: 2 }), { total: 1.5 })
  await pool.kill()
})

test('and without one where Node strips types', async () => {
  const { features } = process as { features: { typescript?: unknown } }
  const pool = new Pool({ limit: 1, execArgv: [] })
  const module = pool.invoke<{ sum(pair: { a: number; b: number }): { total: number } }>(
    at('typed.ts'),
  )
  const outcome = await module.sum({ a: 1, b: 2 }).catch((error: unknown) => error)
  if (features.typescript === undefined || features.typescript === false)
    assert.instance(outcome, LoadError)
  else assert.equal(outcome, { total: 1.5 })
  await pool.kill()
})

test('what is no list of specifiers is refused', async () => {
  assert.throws(() => new Pool({ preload: 'tsx' as never }), /"preload" must be an array/)
  assert.throws(() => new Pool({ preload: ['./relative.js'] }), /relative/)
  assert.throws(
    () => invoke(at('task.mjs'), { preload: at('first.mjs') as never }),
    /"preload" must be an array/,
  )
})

test.run()
