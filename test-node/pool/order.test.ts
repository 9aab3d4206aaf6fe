import * as assert from 'uvu/assert'
import { Pool, type Remote } from 'invoke'
import { suite } from '../suite.js'

const test = suite('order', 60_000)

type Deaths = typeof import('../fixtures/deaths.mjs')

const url = new URL('../fixtures/deaths.mjs', import.meta.url)

/** Makes calls while the only worker is busy; gives their names as they came to their end. */
const orderOf = async (
  calls: (module: Remote<Deaths>) => Readonly<Record<string, () => Promise<unknown>>>,
): Promise<string[]> => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Deaths>(url)
  // What they take is learned first.
  await module.pid()
  await module.pid()
  await module.wait(100)
  await module.fill(10)
  const order: string[] = []
  const busy = module.wait(100)
  const waiting = Object.entries(calls(module)).map(([name, call]) =>
    call().then(() => order.push(name)),
  )
  await Promise.all([busy, ...waiting])
  await pool.kill()
  return order
}

test('a short call goes before long ones that came first', async () => {
  const order = await orderOf((module) => ({
    one: () => module.wait(100),
    two: () => module.wait(100),
    short: () => module.pid(),
  }))
  assert.equal(order, ['short', 'one', 'two'])
})

test('calls of one function keep their order', async () => {
  const order = await orderOf((module) => ({
    one: () => module.wait(3),
    two: () => module.wait(2),
    three: () => module.wait(1),
  }))
  assert.equal(order, ['one', 'two', 'three'])
})

test('a priority goes before others of its kind, and a low one behind them', async () => {
  const order = await orderOf((module) => ({
    low: () => module({ priority: 1 / 8 }).wait(1),
    normal: () => module.wait(1),
    high: () => module({ priority: 8 }).wait(1),
  }))
  assert.equal(order, ['high', 'normal', 'low'])
})

test('a priority that is none is refused', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Deaths>(url)
  for (const priority of [0, 9, NaN]) {
    assert.throws(() => module({ priority }), /"priority" must be a number from 1\/8 to 8/)
  }
  assert.throws(() => module({ priority: 'high' as never }), /"priority"/)
  await pool.kill()
})

test.run()
