import * as assert from 'uvu/assert'
import { Pool, Retry, WorkerDeath, type PoolEvents } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { startProgram, until } from './program.js'

const test = suite('events', 60_000)

type Deaths = typeof import('../fixtures/deaths.mjs')

const url = new URL('../fixtures/deaths.mjs', import.meta.url)

/** A pool with all that it tells, in order. */
const watched = (concurrency = 1) => {
  const pool = new Pool({ limit: 1, concurrency })
  const told: [string, PoolEvents[keyof PoolEvents]][] = []
  for (const name of ['start', 'death', 'recycle', 'error'] as const) {
    pool.on(name, (event) => told.push([name, event]))
  }
  return { pool, told, module: pool.invoke<Deaths>(url) }
}

/** What a worker is told to have died of. */
const errorOf = (told: [string, PoolEvents[keyof PoolEvents]] | undefined): unknown =>
  (told?.[1] as PoolEvents['death'] | undefined)?.error

test('an error of a call that was answered is told with its module and method', async () => {
  const { pool, told, module } = watched(2)
  assert.is(await module.answerThenThrow(20), 'answered')
  const retry = (await reasonOf(module.wait(10_000))) as Retry
  assert.instance(retry, Retry)
  await pool.kill()
  assert.equal(
    told.map(([name]) => name),
    ['start', 'error', 'death'],
  )
  const [, stray, death] = told.map(([, event]) => event) as [
    unknown,
    PoolEvents['error'],
    PoolEvents['death'],
  ]
  assert.is((stray.error as Error).message, 'after the answer')
  assert.is(stray.error, retry.cause)
  assert.equal([stray.worker, stray.module, stray.method], [1, url.href, 'answerThenThrow'])
  assert.is(death.error, stray.error)
})

test('an error that rejects its call is told as the death of its worker only', async () => {
  const { pool, told, module } = watched()
  const error = await reasonOf(module.throwLater(1))
  await pool.kill()
  assert.equal(
    told.map(([name]) => name),
    ['start', 'death'],
  )
  assert.is(errorOf(told[1]), error)
})

test('a worker that was killed from outside while it was idle is told', async () => {
  const { pool, told, module } = watched()
  process.kill(await module.pid(), 'SIGKILL')
  await until(() => told.length === 2)
  const error = errorOf(told[1])
  assert.instance(error, WorkerDeath)
  assert.is((error as WorkerDeath).signal, 'SIGKILL')
  await pool.kill()
})

test('a worker that ends as it should is not told', async () => {
  const { pool, told, module } = watched()
  await module.wait(1)
  await pool.kill()
  assert.equal(told, [['start', { worker: 1 }]])
})

test('a listener is removed, and one that throws disturbs nobody', async () => {
  const source = `
    import { Pool } from 'invoke'
    process.on('uncaughtException', ({ message }) => console.log('reported:', message))
    const pool = new Pool({ limit: 1 })
    const off = pool.on('start', () => console.log('never'))
    off()
    pool.on('start', () => { throw new Error('from a listener') })
    pool.on('start', ({ worker }) => console.log('worker', worker))
    const deaths = pool.invoke(${JSON.stringify(url.href)})
    console.log(await deaths.wait(1))
    await pool.kill()`
  const { code, stdout } = await startProgram(source).ended
  assert.is(code, 0)
  assert.equal(stdout.trim().split('\n').toSorted(), [
    'reported: from a listener',
    'waited',
    'worker 1',
  ])
})

test('an event that does not exist is refused, and so is what is no function', async () => {
  const { pool } = watched()
  assert.throws(() => pool.on('dead' as 'death', () => undefined), /unknown event "dead"/)
  assert.throws(() => pool.on('death', 'listener' as never), /a listener is a function/)
  await pool.kill()
})

test.run()
