/** Pools that have the same workers, as the pages of an origin have. */
import * as assert from 'uvu/assert'
import { loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool } from '../../src/core/pool/pool.js'
import type { PoolOptions } from '../../src/core/pool/settings.js'
import type { Job } from '../../src/core/runner/job.js'
import { Runner } from '../../src/core/runner/runner.js'
import { Slots } from '../../src/core/runner/slots.js'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('shared workers', 10_000)

interface Module {
  /** Runs until the test says that it is done. */
  hold(name: string): Promise<string>
  /** Does nothing. */
  quick(): void
}

/** Some workers, and pools that have all of them. */
const openWorkers = (count: number) => {
  const begun: string[] = []
  const places = new Map<string, number>()
  const ends = new Map<string, () => void>()
  const workers = Array.from({ length: count }, () => new Slots<Job>())
  const runners: Runner[] = []
  const openPool = (options: PoolOptions = {}) => {
    let last = 0
    const link = loopback({
      serve: (connection) => {
        const worker = last++ % count
        const hold = (name: string) => {
          begun.push(name)
          places.set(name, worker)
          return new Promise((resolve) => ends.set(name, () => resolve(name)))
        }
        const namespace = { hold, quick: () => undefined }
        const runner = new Runner(connection, {
          load: async () => ({ namespace }),
          enter: (_charge, work) => work(),
          activity: () => 0,
          attach: () => false,
          slots: workers[worker],
          abandoned: () => undefined,
        })
        runners.push(runner)
        return runner.receiver
      },
    })
    const pool = new WorkerPool(
      { transport: () => link, resolve: (specifier) => specifier },
      { shortLane: false, limit: count, ...options },
    )
    return { pool, link, module: pool.invoke<Module>('module') }
  }
  const end = (name: string) => ends.get(name)?.()
  /** The first worker is gone: whoever connects gets another. */
  const replace = () => {
    workers[0] = new Slots<Job>()
  }
  return { openPool, begun, places, end, runners, replace }
}

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 5))

test('pools take turns in a worker, one call each', async () => {
  const { openPool, begun, end } = openWorkers(1)
  const [a, b] = [openPool(), openPool()]
  await Promise.all([a.module.quick(), b.module.quick()])
  const calls = ['a1', 'a2', 'a3'].map((name) => a.module.hold(name))
  await tick()
  calls.push(...['b1', 'b2', 'b3'].map((name) => b.module.hold(name)))
  await tick()
  for (let i = 0; i < 6; i++) {
    assert.is(begun.length, i + 1, 'one at a time')
    end(begun[i])
    await tick()
  }
  await Promise.all(calls)
  const turns = begun.filter((name, i) => i > 0 && name[0] !== begun[i - 1]?.[0])
  assert.ok(turns.length >= 4, begun.join(' '))
  await Promise.all([a.pool.kill(), b.pool.kill()])
})

test('a pool whose worker is held by another one uses those that are free', async () => {
  const { openPool, places, end } = openWorkers(2)
  const [a, b] = [openPool(), openPool()]
  await Promise.all([a.pool.start(), b.pool.start()])
  const holding = a.module.hold('a')
  await tick()
  for (const name of ['b1', 'b2', 'b3', 'b4']) {
    const call = b.module.hold(name)
    await tick()
    assert.is.not(places.get(name), places.get('a'))
    end(name)
    await call
  }
  end('a')
  await holding
  await Promise.all([a.pool.kill(), b.pool.kill()])
})

test('a call that waits for another pool has not begun: it moves unseen when the worker dies', async () => {
  const { openPool, begun, end, replace } = openWorkers(1)
  const [a, b] = [openPool(), openPool()]
  await Promise.all([a.module.quick(), b.module.quick()])
  const holding = reasonOf(a.module.hold('a'))
  await tick()
  const waiting = b.module.hold('b')
  await tick()
  assert.equal(begun, ['a'])
  replace()
  for (const { link } of [a, b]) {
    link.workers[0]?.die({ kind: 'exited', code: 1, signal: null, stderr: '' })
  }
  assert.is(((await holding) as { code: string }).code, 'INVOKE_WORKER_DEATH')
  await tick()
  end('b')
  assert.is(await waiting, 'b')
  await Promise.all([a.pool.kill(), b.pool.kill()])
})

test('a call that was seen to begin in a worker that others use is a Retry when that dies', async () => {
  const { openPool, begun, end } = openWorkers(1)
  const [a, b] = [openPool(), openPool()]
  await Promise.all([a.module.quick(), b.module.quick()])
  const holding = a.module.hold('a')
  await tick()
  const late = reasonOf(b.module.hold('b'))
  await tick()
  end('a')
  await holding
  await tick()
  assert.equal(begun, ['a', 'b'])
  b.link.workers[0]?.die({ kind: 'failed', error: new Error('the link broke') })
  assert.is(((await late) as { started: boolean }).started, true)
  assert.equal(begun, ['a', 'b'])
  await Promise.all([a.pool.kill(), b.pool.kill({ force: true })])
})

test('a call that is aborted while it waits for another pool never begins', async () => {
  const { openPool, begun, end } = openWorkers(1)
  const [a, b] = [openPool(), openPool()]
  await Promise.all([a.module.quick(), b.module.quick()])
  const holding = a.module.hold('a')
  await tick()
  const controller = new AbortController()
  const waiting = reasonOf(b.module({ signal: controller.signal }).hold('b'))
  await tick()
  controller.abort(new Error('not any more'))
  assert.is(((await waiting) as Error).message, 'not any more')
  end('a')
  await holding
  await b.module.quick()
  assert.equal(begun, ['a'])
  await Promise.all([a.pool.kill(), b.pool.kill()])
})

test('a pool that is gone leaves its slots, whatever runs in them', async () => {
  const { openPool, begun } = openWorkers(1)
  const [a, b] = [openPool(), openPool()]
  await Promise.all([a.module.quick(), b.module.quick()])
  void reasonOf(a.module.hold('a'))
  await tick()
  const waiting = b.module.quick()
  await a.pool.kill({ force: true })
  await waiting
  assert.equal(begun, ['a'])
  await b.pool.kill()
})

test('an error that a call of another pool has caused is a Retry', async () => {
  const { openPool, runners } = openWorkers(1)
  const [a, b] = [openPool({ concurrency: 2 }), openPool({ concurrency: 2 })]
  await Promise.all([a.module.quick(), b.module.quick()])
  const strays: unknown[] = []
  b.pool.on('error', (event) => strays.push(event))
  const bystander = reasonOf(b.module.hold('b'))
  await tick()
  runners[1]?.lastWords({ id: 0xffffffff, method: 0, face: undefined }, new Error('theirs'))
  b.link.workers[0]?.die()
  const reason = (await bystander) as { code: string; cause: Error }
  assert.is(reason.code, 'INVOKE_RETRY')
  assert.is(reason.cause.message, 'theirs')
  assert.equal(strays, [])
  await Promise.all([a.pool.kill(), b.pool.kill({ force: true })])
})

test('a worker that is there but busy for others is no failed start', async () => {
  let speak: (() => void) | undefined
  const { openPool } = openWorkers(1)
  const { link } = openPool()
  const pool = new WorkerPool(
    {
      transport: () => ({
        ...link,
        open: (spec, accept) => {
          link.open(spec, (connection) => {
            const receiver = accept(connection)
            queueMicrotask(() => receiver.delayed?.())
            const late: (() => void)[] = []
            speak = () => {
              speak = undefined
              for (const each of late.splice(0)) each()
            }
            const later = (work: () => void) => (speak === undefined ? work() : late.push(work))
            return {
              packet: ({ bytes, attachments }) => {
                const copy = bytes.slice()
                later(() => receiver.packet({ bytes: copy, attachments }))
              },
              drained: () => later(() => receiver.drained()),
              closed: (reason) => later(() => receiver.closed(reason)),
            }
          })
        },
      }),
      resolve: (specifier) => specifier,
    },
    { limit: 1, startTimeout: 10 },
  )
  const call = pool.invoke<Module>('module').quick()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.is(pool.stats().workers.busy, 1)
  speak?.()
  await call
  await pool.kill()
})

test.run()
