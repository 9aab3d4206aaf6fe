import * as assert from 'uvu/assert'
import { loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool } from '../../src/core/pool/pool.js'
import type { PoolOptions } from '../../src/core/pool/settings.js'
import { Runner } from '../../src/core/runner/runner.js'
import type { Transport } from '../../src/core/transport.js'
import { suite } from '../suite.js'

const test = suite('dispatch', 10_000)

interface Module {
  /** Runs until the test says that it is done. */
  hold(name: string): Promise<string>
  /** So does this one, but is known to be short; without a name it is done at once. */
  quick(name?: string): Promise<string> | undefined
  list(length: number): Promise<readonly object[]>
  /** Its clean-up runs until the test says that it is done. */
  stream(name: string): AsyncGenerator<number>
}

/** A pool whose workers run in this process, with what ran in which of them. */
const open = (options: PoolOptions, over = (link: Transport): Transport => link) => {
  const begun: string[] = []
  const places = new Map<string, number>()
  const ends = new Map<string, () => void>()
  let lastWorker = 0
  const link = loopback({
    serve: (connection) => {
      const worker = ++lastWorker
      const hold = (name: string) => {
        begun.push(name)
        places.set(name, worker)
        return new Promise((resolve) => ends.set(name, () => resolve(name)))
      }
      const namespace = {
        hold,
        quick: (name?: string) => (name === undefined ? undefined : hold(name)),
        list: (length: number) => Array.from({ length }, (_, i) => ({ i })),
        async *stream(name: string) {
          try {
            for (let i = 0; ; i++) yield i
          } finally {
            await hold(name)
          }
        },
      }
      return new Runner(connection, {
        load: async () => ({ namespace }),
        enter: (_charge, work) => work(),
        activity: () => 0,
        attach: () => false,
        abandoned: () => undefined,
      }).receiver
    },
  })
  const pool = new WorkerPool(
    { transport: () => over(link), resolve: (specifier) => specifier },
    { shortLane: false, ...options },
  )
  const end = (name: string) => ends.get(name)?.()
  return { pool, begun, places, end, link, module: pool.invoke<Module>('module') }
}

/** The same, but only the first worker can be started. */
const openOnce = () => {
  const starts = { count: 0 }
  const opened = open({ limit: 2 }, (link) => ({
    ...link,
    open: (spec, accept) => {
      if (++starts.count === 1) return link.open(spec, accept)
      const ignore = () => undefined
      const receiver = accept({ send: () => true, hold: ignore, close: ignore, kill: ignore })
      queueMicrotask(() => receiver.closed({ kind: 'failed', error: new Error('no more') }))
    },
  }))
  return { ...opened, starts }
}

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 5))

test('calls of one key that are to run alone go to one worker', async () => {
  const { pool, places, end, module } = open({ limit: 2 })
  const busy = [module.hold('a'), module.hold('b')]
  await tick()
  const keyed = module({ key: 'k', exclusive: true })
  const calls = [module.hold('c'), keyed.hold('d'), keyed.hold('e')]
  // In the place of the first comes the third, and the others set out to run alone.
  for (const name of ['a', 'c', 'b', 'd', 'e']) {
    end(name)
    await tick()
  }
  await Promise.all([...busy, ...calls])
  assert.is(places.get('d'), places.get('e'))
  await pool.kill()
})

test('a call that waits to run alone is not passed by when one of several in a worker ends', async () => {
  const { pool, begun, end, module } = open({ limit: 1, concurrency: 2 })
  const busy = [module.hold('a'), module.hold('b')]
  await tick()
  const alone = module({ exclusive: true }).hold('alone')
  const later = [module.hold('c'), module.hold('d')]
  for (const name of ['a', 'b', 'alone', 'c', 'd']) {
    end(name)
    await tick()
  }
  assert.equal(begun, ['a', 'b', 'alone', 'c', 'd'])
  await Promise.all([...busy, alone, ...later])
  await pool.kill()
})

test('a call that waits for the worker of its key is not passed by when others are sent ahead', async () => {
  const { pool, module } = open({ limit: 1 })
  const keyed = module({ key: 'k' })
  await keyed.quick()
  for (let i = 0; i < 20; i++) await module.quick()
  const order: string[] = []
  const calls = [module.quick(), keyed.quick(), module.quick(), module.quick()].map((call, i) =>
    call.then(() => order.push('abcd'.charAt(i))),
  )
  await Promise.all(calls)
  assert.is(order.join(''), 'abcd')
  await pool.kill()
})

test('a call that waits to run alone keeps nobody from other workers', async () => {
  const { pool, begun, end, module } = open({ limit: 2, concurrency: 2 })
  const busy = [module.hold('a'), module.hold('b')]
  await tick()
  const alone = module({ exclusive: true }).hold('alone')
  await tick()
  const other = module.hold('other')
  await tick()
  assert.ok(begun.includes('other'))
  for (const name of ['a', 'b', 'other']) end(name)
  await Promise.all([...busy, other])
  await tick()
  end('alone')
  await alone
  await pool.kill()
})

test('a worker that was kept free for a call that ran elsewhere takes others at once', async () => {
  const { pool, begun, places, end, module } = open({ limit: 2, concurrency: 2 })
  const busy = ['a', 'b', 'c', 'd'].map((name) => module.hold(name))
  await tick()
  const alone = module({ exclusive: true }).hold('alone')
  // One worker is kept free, and the other one is done first.
  end('a')
  await tick()
  const kept = places.get('a')
  for (const name of 'bcd') if (places.get(name) !== kept) end(name)
  await tick()
  assert.ok(begun.includes('alone'))
  const other = module.hold('other')
  await tick()
  assert.ok(begun.includes('other'))
  for (const name of ['b', 'c', 'd', 'alone', 'other']) end(name)
  await Promise.all([...busy, alone, other])
  await pool.kill()
})

test('calls of a key go on when the call that was to run alone before them is not wanted any more', async () => {
  const { pool, begun, end, module } = open({ limit: 1, concurrency: 3 })
  const first = module({ key: 'k' }).hold('first')
  await tick()
  const controller = new AbortController()
  const alone = module({ key: 'k', exclusive: true, signal: controller.signal }).hold('alone')
  const second = module({ key: 'k' }).hold('second')
  const other = module.hold('other')
  await tick()
  controller.abort()
  await alone.catch(() => undefined)
  await tick()
  assert.ok(begun.includes('second'))
  assert.ok(begun.includes('other'))
  for (const name of ['first', 'second', 'other']) end(name)
  await Promise.all([first, second, other])
  await pool.kill()
})

test('calls that came back from a busy worker are not sent there again', async () => {
  const { pool, end, module } = open({ limit: 2 })
  for (let i = 0; i < 5; i++) await Promise.all([module.quick(), module.quick()])
  const slow = [module.quick('a'), module.quick('b')]
  const behind = Promise.all(Array.from({ length: 20 }, () => module.quick()))
  await tick()
  end('b')
  const late = new Promise((resolve) => setTimeout(resolve, 1000, 'late'))
  assert.is.not(await Promise.race([behind, late]), 'late')
  end('a')
  await Promise.all(slow)
  await pool.kill()
})

test('a call that was aborted while the result before it was on its way does not end its worker after it has stopped', async () => {
  const { pool, link, begun, end, module } = open({ limit: 1 })
  for (let i = 0; i < 20; i++) await Promise.all([module.quick(), module.list(1)])
  const controller = new AbortController()
  const large = module.list(300_000)
  const behind = module({ signal: controller.signal, grace: 2000 }).quick('behind')
  while (!begun.includes('behind')) await tick()
  controller.abort()
  await behind.catch(() => undefined)
  assert.is((await large).length, 300_000)
  end('behind')
  await new Promise((resolve) => setTimeout(resolve, 2100))
  await module.quick()
  assert.is(link.workers.length, 1)
  await pool.kill()
})

test('a lock is held until what was aborted has cleaned up', async () => {
  const { pool, begun, end, module } = open({ limit: 2 })
  const controller = new AbortController()
  const stream = await module({ lock: 'a', signal: controller.signal }).stream('stream')
  await stream.next()
  const second = module({ lock: 'a' }).hold('second')
  controller.abort()
  await tick()
  assert.equal(begun, ['stream'])
  end('stream')
  await tick()
  assert.equal(begun, ['stream', 'second'])
  end('second')
  await second
  await pool.kill()
})

test('a pool ends although calls wait for the lock of a stream that nobody uses any more', async () => {
  const { pool, end, module } = open({ limit: 2 })
  const stream = await module({ lock: 'a' }).stream('stream')
  await stream.next()
  const second = module({ lock: 'a' }).hold('second')
  const ended = pool.kill()
  const ending = setInterval(() => {
    end('stream')
    end('second')
  }, 5)
  assert.is(await second, 'second')
  await ended
  clearInterval(ending)
})

test('the worker for short calls stays while a stream lives in it', async () => {
  const { pool, end, module } = open({ limit: 2, shortLane: true, idleTimeout: 20 })
  const first = await module.stream('first')
  setTimeout(() => end('first'), 5)
  await first.return(undefined)
  const hold = () => Promise.allSettled([module.hold('a'), module.hold('b')])
  // They are known to be long after that.
  setTimeout(() => ['a', 'b'].forEach(end), 1050)
  await hold()
  const held = hold()
  const stream = await module.stream('stream')
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 40))
    assert.is((await stream.next()).value, i)
  }
  await pool.kill({ force: true })
  await held
})

test('a call waits for the worker that there is, when no other can be started', async () => {
  const { pool, begun, end, starts, module } = openOnce()
  const first = module.hold('a')
  while (begun.length === 0) await tick()
  const second = module.hold('b')
  // After three that fail, it would be given up.
  while (starts.count < 5) await tick()
  end('a')
  assert.is(await first, 'a')
  while (!begun.includes('b')) await tick()
  end('b')
  assert.is(await second, 'b')
  await pool.kill()
})

test('it does not wait for one that takes no more calls', async () => {
  const { pool, begun, end, module } = openOnce()
  const first = module.hold('a')
  while (begun.length === 0) await tick()
  pool.reload()
  const error = await module.hold('b').catch((reason: unknown) => reason)
  assert.is((error as { code: string }).code, 'INVOKE_START')
  end('a')
  assert.is(await first, 'a')
  await pool.kill()
})

test.run()
