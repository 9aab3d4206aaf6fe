import * as assert from 'uvu/assert'
import { loopback, type Loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool } from '../../src/core/pool/pool.js'
import type { PoolOptions } from '../../src/core/pool/settings.js'
import { Runner } from '../../src/core/runner/runner.js'
import type { CloseReason } from '../../src/core/transport.js'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('moves')

/** What a call has come to by the time that its worker dies. */
interface Module {
  add(a: number, b: number): number
  size(list: readonly unknown[]): number
  sum(numbers: Iterable<number> | AsyncIterable<number>): Promise<number>
  never(): Promise<never>
  forever(numbers: AsyncIterable<number>): Promise<never>
}

const never = new Promise<never>(() => undefined)

/** A pool whose workers run in this process; each one's module is loaded when the test says so. */
const open = (options: PoolOptions = {}, loads: () => Promise<void> = async () => undefined) => {
  const begun: string[] = []
  const functions = {
    add: (a: number, b: number) => a + b,
    size: (list: readonly unknown[]) => list.length,
    sum: async (numbers: AsyncIterable<number>) => {
      let sum = 0
      for await (const number of numbers) sum += number
      return sum
    },
    never: () => never,
    forever: async (numbers: AsyncIterable<number>) => {
      for await (const _number of numbers) break
      return never
    },
  }
  const namespace = Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      (...parameters: never[]) => {
        begun.push(name)
        return (run as (...parameters: never[]) => unknown)(...parameters)
      },
    ]),
  )
  const link: Loopback = loopback({
    serve: (connection) =>
      new Runner(connection, {
        load: () => loads().then(() => ({ namespace })),
        enter: (_charge, work) => work(),
        attach: () => false,
        abandoned: () => undefined,
      }).receiver,
  })
  const pool = new WorkerPool(
    { transport: () => link, resolve: (specifier) => specifier },
    { limit: 1, ...options },
  )
  const die = (reason?: CloseReason) => link.workers.at(-1)?.die(reason)
  return { pool, link, begun, die, module: pool.invoke<Module>('module') }
}

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 2))

const crash: CloseReason = { kind: 'exited', code: null, signal: 'SIGSEGV', stderr: '' }

test('a call that was sent to a dead worker is made once, by the next one', async () => {
  const { pool, link, begun, die, module } = open()
  await module.add(1, 1)
  const sum = module.add(2, 3)
  die()
  assert.is(await sum, 5)
  assert.equal([begun, link.workers.length], [['add', 'add'], 2])
  await pool.kill()
})

test('so is one that was being sent, however large', async () => {
  const { pool, begun, die, module } = open()
  await module.add(1, 1)
  for (const count of [20_000, 400_000]) {
    const size = module.size(Array.from({ length: count }, (_, i) => ({ i })))
    await tick()
    die()
    assert.is(await size, count)
  }
  assert.equal(begun, ['add', 'size', 'size'])
  await pool.kill()
})

test('living arguments that nobody has touched go along', async () => {
  const { pool, die, module } = open()
  await module.add(1, 1)
  let ended = 0
  const numbers = function* () {
    try {
      yield* [1, 2, 3]
    } finally {
      ended++
    }
  }
  const sum = module.sum(numbers())
  die()
  assert.is(await sum, 6)
  assert.is(ended, 1)
  await pool.kill()
})

test('a call whose living argument was touched has begun, whatever its worker says', async () => {
  const { pool, die, module } = open()
  await module.add(1, 1)
  let ended = 0
  const numbers = async function* () {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      ended++
    }
  }
  const outcome = reasonOf(module({ retries: 3 }).forever(numbers()))
  await tick()
  die()
  const retry = (await outcome) as { code: string; started: boolean }
  assert.equal([retry.code, retry.started], ['INVOKE_RETRY', true])
  assert.is(ended, 1)
  await pool.kill()
})

test('a call that waits for its module moves three times, and is told that it never began', async () => {
  const { pool, link, begun, die, module } = open({ concurrency: 2 }, () => never)
  const calls = [reasonOf(module.add(1, 1)), reasonOf(module.add(2, 2))]
  for (let deaths = 1; deaths <= 4; deaths++) {
    await tick()
    assert.is(link.workers.length, deaths)
    die()
  }
  for (const outcome of calls) {
    const retry = (await outcome) as { code: string; started: boolean }
    assert.equal([retry.code, retry.started], ['INVOKE_RETRY', false])
  }
  assert.equal(begun, [])
  await pool.kill({ force: true })
})

test('a Retry says that the function began, also when that was in a worker before the last', async () => {
  let loads = 0
  const { pool, begun, die, module } = open({}, () => (loads++ === 0 ? Promise.resolve() : never))
  const outcome = reasonOf(module({ retries: 1 }).never())
  for (let deaths = 0; deaths < 5; deaths++) {
    await tick()
    die()
  }
  const retry = (await outcome) as { code: string; started: boolean }
  assert.equal([retry.code, retry.started], ['INVOKE_RETRY', true])
  assert.equal(begun, ['never'])
  await pool.kill({ force: true })
})

test('workers that end before they read anything are not started for ever', async () => {
  const { pool, link, begun, module } = open()
  let starts = 0
  pool.on('start', () => {
    starts++
    // Behind what the pool sends to it now.
    queueMicrotask(() => link.workers.at(-1)?.die())
  })
  const error = (await reasonOf(module.add(1, 1))) as { code: string; attempts: number }
  assert.equal([error.code, error.attempts], ['INVOKE_START', 3])
  assert.equal([starts, begun], [3, []])
  await pool.kill()
})

test('a crash while one module loads is charged to the call that waits for it', async () => {
  const { pool, link, die, module } = open({}, () => never)
  const outcome = reasonOf(module.add(1, 1))
  await tick()
  die(crash)
  assert.is(((await outcome) as { code: string }).code, 'INVOKE_WORKER_DEATH')
  assert.is(link.workers.length, 1)
  await pool.kill({ force: true })
})

test('calls go on in their order, before those that came later', async () => {
  const { pool, die, module } = open({ concurrency: 3 })
  await module.add(1, 1)
  const answered: number[] = []
  const calls = [1, 2, 3, 4].map(async (n) => answered.push(await module.add(n, n)))
  die()
  await Promise.all(calls)
  assert.equal(answered, [2, 4, 6, 8])
  await pool.kill()
})

test('an aborted call, and one of a pool that was killed, is not made again', async () => {
  const { pool, begun, die, module } = open()
  await module.add(1, 1)
  const controller = new AbortController()
  const aborted = reasonOf(module({ signal: controller.signal, retries: 5 }).add(1, 1))
  controller.abort('enough')
  die()
  assert.is(await aborted, 'enough')
  const killed = reasonOf(module({ retries: 5 }).add(1, 1))
  await pool.kill({ force: true })
  assert.is(((await killed) as { code: string }).code, 'INVOKE_POOL_DEATH')
  assert.equal(begun, ['add'])
})

test('a pool that is being killed gracefully still makes what had not begun', async () => {
  const { pool, die, module } = open()
  await module.add(1, 1)
  const sum = module.add(2, 3)
  const killed = pool.kill()
  die()
  assert.is(await sum, 5)
  await killed
})

test('the timeout of a call that is made again begins anew', async () => {
  const { pool, die, module } = open()
  await module.add(1, 1)
  const outcome = reasonOf(module({ timeout: 30, retries: 1 }).never())
  await tick()
  die()
  assert.is(((await outcome) as Error).name, 'TimeoutError')
  await pool.kill({ force: true })
})

test.run()
