import { Pool, Retry, WorkerDeath, type PoolOptions, type Remote } from 'invoke'
import * as assert from 'uvu/assert'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { isAlive, startProgram, until } from './program.js'

const test = suite('cancellation of processes', 60_000)

type Stuck = typeof import('../fixtures/stuck.mjs')

const url = new URL('../fixtures/stuck.mjs', import.meta.url)

/** A program that uses a pool of one worker. */
const program = (body: string, flags: readonly string[] = []) =>
  startProgram(
    `import { Pool } from 'invoke'
    const pool = new Pool({ limit: 1 })
    const stuck = pool.invoke(new URL(${JSON.stringify(url.href)}))
    ${body}`,
    flags,
  )

const withPool = async (
  options: PoolOptions,
  body: (stuck: Remote<Stuck>) => Promise<void>,
): Promise<void> => {
  const pool = new Pool(options)
  try {
    await body(pool.invoke<Stuck>(url))
  } finally {
    await pool.kill({ force: true })
  }
}

test('a call that spins is given its grace, then its worker is replaced', () =>
  withPool({ limit: 1 }, async (stuck) => {
    const before = await stuck.pid()
    const outcome = reasonOf(stuck({ timeout: 30, grace: 50 }).spin())
    const behind = stuck.pid()
    assert.is(((await outcome) as Error).name, 'TimeoutError')
    assert.is.not(await behind, before)
    await until(() => !isAlive(before))
  }))

test('no grace kills at once', () =>
  withPool({ limit: 1 }, async (stuck) => {
    const before = await stuck.pid()
    const controller = new AbortController()
    const outcome = reasonOf(stuck({ signal: controller.signal, grace: 0 }).never())
    await new Promise((resolve) => setTimeout(resolve, 20))
    controller.abort('now')
    assert.is(await outcome, 'now')
    assert.is.not(await stuck.pid(), before)
  }))

test('neighbours of a call that is killed get Retry', () =>
  withPool({ limit: 1, concurrency: 4 }, async (stuck) => {
    await stuck.pid()
    const neighbour = reasonOf(stuck.never())
    const outcome = reasonOf(stuck({ timeout: 20, grace: 20 }).spin())
    assert.is(((await outcome) as Error).name, 'TimeoutError')
    const retry = (await neighbour) as Retry
    assert.instance(retry, Retry)
    assert.instance(retry.cause, WorkerDeath)
  }))

test('streams and subscriptions that do not stop are killed too', () =>
  withPool({ limit: 1 }, async (stuck) => {
    for (const start of ['spinning', 'stuck'] as const) {
      const before = await stuck.pid()
      const controller = new AbortController()
      const stream = await stuck({ signal: controller.signal, grace: 50 })[start]()
      assert.is((await stream.next()).value, 1)
      const pending = reasonOf(stream.next())
      controller.abort('enough')
      assert.is(await pending, 'enough')
      await until(() => !isAlive(before))
    }
    const before = await stuck.pid()
    const controller = new AbortController()
    const own = stuck({ signal: controller.signal, grace: 50 })
    const outcome = reasonOf(
      (async () => {
        for await (const value of own.spinningOnUnsubscribe()) controller.abort(value)
      })(),
    )
    assert.is(await outcome, 1)
    await until(() => !isAlive(before))
  }))

test('a large call that is aborted on its way never begins, and its slot is free', () =>
  withPool({ limit: 1 }, async (stuck) => {
    const before = await stuck.pid()
    const controller = new AbortController()
    const large = ['z'.repeat(20e6), 'y'.repeat(20e6)]
    const outcome = reasonOf(stuck({ signal: controller.signal, grace: 500 }).size(...large))
    await new Promise((resolve) => setTimeout(resolve, 2))
    controller.abort('no')
    assert.is(await outcome, 'no')
    assert.is(await stuck.pid(), before)
  }))

test('a large answer to a call that was aborted leaves everything in order', async () => {
  const { ended } = program(`
    const controller = new AbortController()
    const aborted = stuck({ signal: controller.signal }).slowToAnswer()
    setTimeout(() => controller.abort(), 100)
    await aborted.catch(() => undefined)
    await stuck.pid()
    console.log(await stuck.later(300, 'still there'))`)
  const { stdout, code } = await ended
  assert.is(stdout.trim(), 'still there')
  assert.is(code, 0)
})

test('a process waits for what it has aborted to stop, so that nothing of it is left', async () => {
  const { ended } = program(`
    console.log(await stuck.pid())
    await stuck({ timeout: 20, grace: 200 }).spin().catch(() => undefined)
    const next = stuck.later(1, 'next')
    console.log(await next)
    await stuck({ timeout: 20, grace: 200 }).never().catch(() => undefined)
    console.log(await stuck.pid())
    await stuck({ timeout: 20, grace: 200 }).spin().catch(() => undefined)`)
  const { stdout, code } = await ended
  const [first, next, last] = stdout.trim().split('\n')
  assert.is(next, 'next')
  assert.is(code, 0)
  await until(() => !isAlive(Number(first)) && !isAlive(Number(last)))
})

test('a pool is killed gracefully behind a call that was aborted', async () => {
  const { ended } = program(`
    await stuck.pid()
    await stuck({ timeout: 20, grace: 100 }).never().catch(() => undefined)
    await pool.kill()
    console.log('killed')`)
  const { stdout, code } = await ended
  assert.is(stdout.trim(), 'killed')
  assert.is(code, 0)
})

test('a stream ends with the error of a dying worker, behind its items', () =>
  withPool({ limit: 1 }, async (stuck) => {
    for (const [how, name] of [
      ['throw', 'RangeError'],
      ['exit', 'WorkerDeath'],
    ] as const) {
      const seen: number[] = []
      const error = await reasonOf(
        (async () => {
          for await (const i of stuck.dyingStream(how)) seen.push(i)
        })(),
      )
      assert.is((error as Error).name, name)
      assert.is(seen.length, 1000)
    }
  }))

test('an open stream does not keep a process from its end, one that is awaited does', async () => {
  const { ended } = program(`
    const idle = await stuck.noted()
    await idle.next()
    const observable = await stuck.silent()
    for await (const i of stuck.count(3)) console.log(i)`)
  const { stdout, code } = await ended
  assert.is(stdout, '0\n1\n2\n')
  assert.is(code, 0)
})

test('an open stream keeps its worker, and nothing else does for long', () =>
  withPool({ limit: 1, idleTimeout: 100 }, async (stuck) => {
    const stream = await stuck.noted()
    await stream.next()
    const pid = await stuck.pid()
    await new Promise((resolve) => setTimeout(resolve, 400))
    assert.is((await stream.next()).value, 1)
    assert.is(isAlive(pid), true)
    await stream.return(undefined)
    await until(() => !isAlive(pid))
  }))

test('what is forgotten is let go, here and in the worker', async () => {
  const { ended } = program(
    `const forget = async () => {
      for (let i = 0; i < 100; i++) {
        const stream = await stuck.noted()
        await stream.next()
        await (await stuck({ timeout: 1e6 }).noted()).next()
        await stuck.silent()
      }
    }
    await forget()
    let count = 0
    for (let i = 0; i < 100 && count < 200; i++) {
      gc()
      await stuck.later(20)
      count = await stuck.finishedCount()
    }
    console.log(count)`,
    ['--expose-gc'],
  )
  const { stdout } = await ended
  assert.ok(Number(stdout) >= 195, `${stdout} of 200`)
})

test('the heap does not grow with streams that have ended', async () => {
  const { ended } = program(
    `const run = async (streams) => {
      for (let i = 0; i < streams; i++) for await (const item of stuck.count(3));
      for (let i = 0; i < 5; i++) { gc(); await stuck.later(5) }
      return process.memoryUsage().heapUsed
    }
    await run(1000)
    const before = await run(200)
    console.log(((await run(3000)) - before) / 3000)`,
    ['--expose-gc'],
  )
  const { stdout } = await ended
  assert.ok(Number(stdout) < 200, `${stdout} bytes for each stream`)
})

test('the end of the caller runs what its iterators have to clean up', async () => {
  const { ended } = startProgram(
    `import { Pool } from 'invoke'
    const pool = new Pool({ limit: 1 })
    const live = pool.invoke(new URL('../fixtures/ending.mjs', ${JSON.stringify(import.meta.url)}))
    const stream = await live.untilTheEnd()
    console.log((await stream.next()).value)`,
  )
  const { stdout } = await ended
  assert.is(stdout, 'begun\ncleaned up\n')
})

test.run()
