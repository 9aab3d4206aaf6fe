import { suite } from './suite.js'
import type { Pool } from 'invoke/browser'
import { amd } from 'invoke/loaders'
import * as assert from 'uvu/assert'
import { reasonOf } from '../test-node/contract/pool.js'
import { openPool } from './entry.js'

interface Arithmetic {
  double(n: number): number
}

const test = suite('AMD in browsers')

const workers = {
  'a module worker': () =>
    new Worker(new URL('./entry.worker.js', import.meta.url), { type: 'module' }),
  'a classic worker': () => new Worker(new URL('/classic/entry.worker.js', location.origin)),
}

for (const [kind, worker] of Object.entries(workers)) {
  const withPool = async (body: (pool: Pool) => Promise<void>) => {
    const pool = openPool({ limit: 1, worker })
    pool.setLoader(/./, amd({ baseUrl: '/fixtures/amd/' }))
    await body(pool)
    await pool.kill()
  }

  test(`${kind} loads AMD modules with what they need`, async () => {
    await withPool(async (pool) => {
      const arithmetic = pool.invoke<Arithmetic>('arithmetic')
      assert.is(await arithmetic.double(4), 8)
    })
  })

  test(`${kind} says why one cannot be loaded`, async () => {
    await withPool(async (pool) => {
      const error = (await reasonOf(pool.load('nowhere'))) as Error & { code: string }
      assert.is(error.code, 'INVOKE_LOAD')
      assert.match(error.message, /nowhere/)
    })
  })
}

test('a classic worker loads ES modules, too', async () => {
  const pool = openPool({ limit: 1, worker: workers['a classic worker'] })
  const live = pool.invoke<{ list(): number[] }>(new URL('/fixtures/live.mjs', location.origin))
  assert.equal(await live.list(), [1, 2, 3])
  assert.is(await pool.invoke<{ fine(): string }>('./modules/faults.js').fine(), 'fine')
  await pool.kill()
})

test('a folder that is none is refused', () => {
  assert.throws(() => amd({ baseUrl: './x' }), /"baseUrl" must be a URL of http: or https:/)
})

test.run()
