import { suite } from './suite.js'
import { configure, invoke, Pool, WorkerDeath, type PoolOptions } from 'invoke/browser'
import * as assert from 'uvu/assert'
import { reasonOf } from '../test-node/contract/pool.js'
import { openPool } from './entry.js'

type Native = typeof import('./modules/native.js')
type Faults = typeof import('./modules/faults.js')

const test = suite('workers of a page')

const withPool = async (
  options: PoolOptions,
  body: (faults: ReturnType<typeof faultsOf>, pool: Pool) => Promise<void>,
): Promise<void> => {
  const pool = openPool(options)
  await body(faultsOf(pool), pool)
  await pool.kill({ force: true })
}
const faultsOf = (pool: Pool) => pool.invoke<Faults>('./modules/faults.js')

test('a module is called by the name that the entry exposes, without configuration not at all', async () => {
  assert.throws(() => invoke('./modules/native.js'), /call configure\(\{ worker: /)
  assert.throws(() => configure({ worker: 5 as never }), /"worker" must be a function/)
  configure({
    worker: ({ name }) =>
      new Worker(new URL('./entry.worker.js', import.meta.url), { type: 'module', name }),
  })
  const native = invoke<Native>('./modules/native.js')
  assert.equal(await native.echo(new Map([[1, { a: [2n] }]])), new Map([[1, { a: [2n] }]]))
})

test('a module that is not exposed is a LoadError that lists those that are', async () => {
  await withPool({ limit: 1 }, async (_faults, pool) => {
    for (const name of ['./modules/none.js', 'none']) {
      const error = (await reasonOf(pool.load(name))) as Error & { code: string; module: string }
      assert.is(error.code, 'INVOKE_LOAD')
      assert.is(error.module, name)
      assert.match(error.message, /it exposes \.\/modules\/native\.js, \.\/modules\/faults\.js, /)
    }
    const broken = await reasonOf(pool.load('broken'))
    assert.match((broken as Error).message, /cannot be had/)
    assert.is(await pool.invoke<{ answer(): number }>('promised').answer(), 42)
  })
})

test('a pool may allow some modules only', async () => {
  await withPool({ limit: 1, allow: ['promised'] }, async (faults) => {
    assert.match(((await reasonOf(faults.fine())) as Error).message, /does not allow it/)
  })
})

test('a loader of the user’s makes modules that are allowed, and no others', async () => {
  await withPool({ limit: 1, allow: ['made:one'] }, async (_faults, pool) => {
    pool.setLoader(/^made:/, './modules/loader.js')
    const load = (name: string) => pool.invoke<{ name(): string }>(name).name()
    assert.is(await load('made:one'), 'made of made:one')
    assert.match(((await reasonOf(load('made:two'))) as Error).message, /does not allow it/)
  })
})

test('options of processes are refused by name', () => {
  for (const name of ['env', 'cwd', 'execArgv', 'permissions']) {
    assert.throws(() => openPool({ [name]: {} }), new RegExp(`"${name}" is one of processes`))
  }
  assert.throws(() => new Pool([] as never), /pool options are an object/)
  assert.throws(() => new Pool(null as never), /pool options are an object, not null/)
  assert.throws(() => openPool({ worker: 1 as never }), /"worker" must be a function/)
  assert.throws(() => new Pool({ limt: 1 } as never), /unknown pool option "limt"/)
})

test('a script that cannot be loaded is a StartError, and so is a factory that makes no worker', async () => {
  const cases: [PoolOptions['worker'], RegExp][] = [
    [() => new Worker('/nowhere.js', { type: 'module' }), /cannot be loaded/],
    [() => ({}) as never, /must return a new Worker or SharedWorker, not \[object Object\]/],
    [
      () => {
        throw new Error('no worker today')
      },
      /no worker today/,
    ],
    [
      () => new Worker(new URL('./failing.worker.js', import.meta.url), { type: 'module' }),
      /thrown by the entry/,
    ],
  ]
  for (const [worker, message] of cases) {
    await withPool({ limit: 1, ...(worker && { worker }) }, async (faults) => {
      const error = (await reasonOf(faults.fine())) as Error & { code: string }
      assert.is(error.code, 'INVOKE_START')
      assert.match(error.message, message)
    })
  }
})

test('a worker that closes itself is a WorkerDeath of its call, and the pool goes on', async () => {
  await withPool({ limit: 1 }, async (faults) => {
    for (const call of [() => faults.close(), () => faults.closeLater(5)]) {
      const error = (await reasonOf(call())) as WorkerDeath
      assert.instance(error, WorkerDeath)
      assert.is(error.exitCode, 0)
      assert.is(error.module, './modules/faults.js')
      assert.is(await faults.fine(), 'fine')
    }
  })
})

test('a call that a worker has not read when it ends is made by another one', async () => {
  await withPool({ limit: 1 }, async (faults) => {
    for (let i = 0; i < 20; i++) {
      assert.is(await faults.closeNext(), 'closing')
      // Whether it comes in time or not: nobody is told of that.
      assert.is(await faults.fine(), 'fine')
    }
  })
})

test('a worker that is gone without a word is missed all the same', async () => {
  const worker = () =>
    new Worker(new URL('./vanishing.worker.js', import.meta.url), { type: 'module' })
  await withPool({ limit: 1, worker }, async (faults) => {
    const error = (await reasonOf(faults.vanish())) as WorkerDeath
    assert.instance(error, WorkerDeath)
    assert.is(error.exitCode, null)
    assert.match(error.message, /it ended without a word/)
    assert.is(await faults.fine(), 'fine')
  })
})

test('an error that escapes ends the worker, and rejects the call that ran', async () => {
  await withPool({ limit: 1 }, async (faults) => {
    const error = (await reasonOf(faults.throwLater())) as RangeError & { at: number }
    assert.instance(error, RangeError)
    assert.is(error.at, 5)
    assert.match(error.stack as string, /faults|entry\.worker/)
    const reason = (await reasonOf(faults.rejectLater())) as Error
    assert.instance(reason, SyntaxError)
    assert.is(await faults.fine(), 'fine')
  })
})

test('of several calls, one whose error escapes while its code runs is guilty alone', async () => {
  await withPool({ limit: 1, concurrency: 2 }, async (faults) => {
    const neighbour = reasonOf(faults.never())
    await faults.fine()
    assert.instance(await reasonOf(faults.reportNow()), EvalError)
    const retry = (await neighbour) as Error & { code: string }
    assert.is(retry.code, 'INVOKE_RETRY')
    assert.instance(retry.cause, EvalError)
    // Of one that escapes later, nobody knows whose it is: all that run get it.
    const both = [reasonOf(faults.never()), reasonOf(faults.throwLater())]
    for (const error of await Promise.all(both)) assert.instance(error, RangeError)
  })
})

test('a worker in an endless loop is ended by an abort, and by force', async () => {
  await withPool({ limit: 1 }, async (faults) => {
    await faults.fine()
    const error = (await reasonOf(faults({ timeout: 20, grace: 20 }).spin())) as Error
    assert.is(error.name, 'TimeoutError')
    assert.is(await faults.fine(), 'fine')
  })
})

test('a call that runs alone knows its context behind an await', async () => {
  await withPool({ limit: 1 }, async (faults) => {
    assert.equal(await faults.context(), ['context', 'context', 'true'])
    assert.is(invoke.isWorker, false)
    assert.is(invoke.context().method, undefined)
  })
})

test.run()
