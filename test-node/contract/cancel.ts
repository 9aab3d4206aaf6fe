/** Signals, clocks and what becomes of what they interrupt, on every transport. */
import * as assert from 'uvu/assert'
import type { Suite } from './suite.js'
import { needing } from './ability.js'
import { collect, until } from './lives.js'
import { reasonOf, type PoolCase } from './pool.js'

type Cancel = typeof import('../fixtures/cancel.mjs')

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

export const cancelContract = (test: Suite, { open, fixture, lacks }: PoolCase): void => {
  const pool = open({ limit: 1, concurrency: 64 })
  const module = pool.invoke<Cancel>(fixture('cancel.mjs'))
  test.after(() => pool.kill())

  test('an aborted signal rejects at once with its reason, and the function sees it', async () => {
    const controller = new AbortController()
    const reason = new RangeError('changed my mind')
    const outcome = reasonOf(module({ signal: controller.signal }).untilAborted('seen'))
    await until(async () => module.hasBegun('seen'))
    controller.abort(reason)
    assert.is(await outcome, reason)
    const seen = await module.reasonSeen('seen')
    assert.instance(seen, RangeError)
    assert.is((seen as Error).message, 'changed my mind')
  })

  test('a worker whose call stops in time stays alive', async () => {
    const before = await module.life()
    const controller = new AbortController()
    const outcome = reasonOf(module({ signal: controller.signal, grace: 60_000 }).untilAborted('a'))
    await until(async () => module.hasBegun('a'))
    controller.abort()
    assert.is(((await outcome) as Error).name, 'AbortError')
    assert.is(await module.life(), before)
  })

  test('a signal that is aborted already reaches no worker', async () => {
    const reason = { of: 'the caller' }
    const called = module({ signal: AbortSignal.abort(reason) }).untilAborted('never')
    assert.is(await reasonOf(called), reason)
    assert.is(await module.hasBegun('never'), false)
  })

  test('calls in the queue leave it, and those behind them move up', async () => {
    const single = open({ limit: 1 })
    const own = single.invoke<Cancel>(fixture('cancel.mjs'))
    const running = own.later(50, 'running')
    const controllers = Array.from({ length: 5 }, () => new AbortController())
    const queued = controllers.map(({ signal }, i) => own({ signal }).later(0, `queued ${i}`))
    const outcomes = Promise.allSettled(queued)
    for (const i of [1, 4, 0]) controllers[i]?.abort(i)
    const settled = await outcomes
    assert.equal(
      settled.map((each) => (each.status === 'fulfilled' ? each.value : each.reason)),
      [0, 1, 'queued 2', 'queued 3', 4],
    )
    assert.is(await running, 'running')
    assert.equal((await own.order()).slice(-3), ['running', 'queued 2', 'queued 3'])
    await single.kill()
  })

  test('one signal may serve any number of calls', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const calls = Array.from({ length: 50 }, () => reasonOf(module({ signal }).later(1000, 'x')))
    await sleep(5)
    controller.abort('all')
    assert.equal(
      await Promise.all(calls),
      Array.from({ length: 50 }, () => 'all'),
    )
  })

  test('an outcome that comes after the abort counts for nothing, one before it stands', async () => {
    const controller = new AbortController()
    const call = module({ signal: controller.signal }).later(0, 'done')
    assert.is(await call, 'done')
    controller.abort()
    assert.is(await call, 'done')
  })

  test('a reason that cannot be sent rejects all the same', async () => {
    const controller = new AbortController()
    const reason = () => 'a function'
    const outcome = reasonOf(module({ signal: controller.signal }).untilAborted('b'))
    await until(async () => module.hasBegun('b'))
    controller.abort(reason)
    assert.is(await outcome, reason)
    assert.is(((await module.reasonSeen('b')) as Error).name, 'AbortError')
  })

  test('timeout counts from the start of running', async () => {
    const single = open({ limit: 1 })
    const own = single.invoke<Cancel>(fixture('cancel.mjs'))
    const long = own.later(150, 'long')
    // It waits longer than it may run.
    assert.is(await own({ timeout: 100 }).later(1, 'short'), 'short')
    assert.is(await long, 'long')
    const error = await reasonOf(own({ timeout: 20 }).untilAborted('slow'))
    assert.instance(error, DOMException)
    assert.is((error as Error).name, 'TimeoutError')
    assert.match((error as Error).message, /untilAborted of .*cancel\.mjs.* 20 ms .*timeout/)
    assert.is(((await own.reasonSeen('slow')) as Error).name, 'TimeoutError')
    await single.kill()
  })

  test('deadline counts from the call', async () => {
    const single = open({ limit: 1 })
    const own = single.invoke<Cancel>(fixture('cancel.mjs'))
    const long = own.later(150, 'long')
    const error = (await reasonOf(own({ deadline: 20 }).later(1, 'queued'))) as Error
    assert.is(error.name, 'TimeoutError')
    assert.match(error.message, /later of .* 20 ms after it was called/)
    assert.is(await long, 'long')
    assert.is((await own.order()).at(-1), 'long')
    assert.is(await own({ deadline: 60_000 }).later(1, 'in time'), 'in time')
    await single.kill()
  })

  test('a stream ends for whoever reads it, and in the worker', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const seen: number[] = []
    const outcome = reasonOf(
      (async () => {
        for await (const i of module({ signal: controller.signal }).ticks('stream')) {
          seen.push(i)
          if (i === 3) controller.abort(reason)
        }
      })(),
    )
    assert.is(await outcome, reason)
    assert.equal(seen, [0, 1, 2, 3])
    await until(async () => (await module.ended()).includes('stream'))
    assert.is(((await module.reasonSeen('stream')) as Error).message, 'enough')
  })

  test('a stream that nobody reads just then tells the next who asks, once', async () => {
    const controller = new AbortController()
    const stream = await module({ signal: controller.signal }).ticks('idle')
    await stream.next()
    controller.abort('over')
    assert.is(await reasonOf(stream.next()), 'over')
    assert.equal(await stream.next(), { value: undefined, done: true })
    await until(async () => (await module.ended()).includes('idle'))
  })

  test('the clocks bound a stream as a whole', async () => {
    for (const options of [{ timeout: 50 }, { deadline: 80 }]) {
      const error = await reasonOf(collect(module(options).ticks(JSON.stringify(options))))
      assert.is((error as Error).name, 'TimeoutError')
    }
    assert.equal(await collect(module({ timeout: 60_000 }).few(3)), [0, 1, 2])
  })

  test('an argument that is alive ends with its call', async () => {
    const controller = new AbortController()
    const cleaned: string[] = []
    const endless = function* () {
      try {
        for (let i = 0; ; i++) yield i
      } finally {
        cleaned.push('finally')
      }
    }
    const { signal } = controller
    const outcome = reasonOf(module({ signal }).consume('argument', endless()))
    await until(async () => module.hasBegun('argument'))
    controller.abort('stop')
    assert.is(await outcome, 'stop')
    await until(() => cleaned.length > 0)
    await until(async () => (await module.ended()).includes('argument'))
    // So does one whose call never came to a worker.
    await reasonOf(module({ signal: AbortSignal.abort() }).consume('never', endless()))
    const busy = module.later(50, 'busy')
    const queued = new AbortController()
    const waiting = reasonOf(module({ signal: queued.signal }).consume('never', endless()))
    queued.abort('left')
    assert.is(await waiting, 'left')
    await busy
  })

  test('options add up, and the later one counts', async () => {
    const controller = new AbortController()
    const both = module({ signal: controller.signal, timeout: 1 })({ timeout: 60_000 })
    const outcome = reasonOf(both.untilAborted('both'))
    await until(async () => module.hasBegun('both'))
    controller.abort('aborted')
    assert.is(await outcome, 'aborted')
  })

  test('options that do not fit are refused by name', () => {
    const wrong: [object, RegExp][] = [
      [{ signal: {} }, /"signal" must be an AbortSignal/],
      [{ timeout: -1 }, /"timeout" must be a number of milliseconds/],
      [{ deadline: '5' }, /"deadline" must be a number of milliseconds/],
      [{ window: 1.5 }, /"window" must be an integer/],
      [{ windowBytes: 2 ** 40 }, /"windowBytes" must be an integer/],
    ]
    for (const [options, message] of wrong) {
      assert.throws(() => (module as (o: object) => unknown)(options), message)
    }
  })

  needing(
    test,
    'async context',
    lacks,
  )('a context names its call, after any await', async () => {
    const context = await module.context()
    assert.is(context.method, 'context')
    assert.match(context.module as string, /cancel\.mjs$/)
    assert.is(context.aborted, false)
    assert.is(context.same, true)
  })
}
