/** A pool whose worker, in this process, loads AMD modules. */
import * as assert from 'uvu/assert'
import { LoadError } from '../../src/core/errors.js'
import { loopback } from '../../src/core/loopback/loopback.js'
import { WorkerPool } from '../../src/core/pool/pool.js'
import { Runner } from '../../src/core/runner/runner.js'
import { suite } from '../suite.js'
import { BASE, failure, open } from './amd-modules.js'

const test = suite('amd in a pool')

const openPool = () => {
  const loader = open()
  const transport = loopback({
    serve: (connection) =>
      new Runner(connection, {
        load: (specifier) => loader.load(specifier),
        enter: (_charge, work) => work(),
        attach: () => false,
        abandoned: () => undefined,
      }).receiver,
  })
  return new WorkerPool({ transport: () => transport, resolve: (specifier) => specifier }, {})
}

test('functions are called, and what is wrong is a LoadError', async () => {
  const pool = openPool()
  interface Arithmetic {
    double(n: number): number
    fail(): void
  }
  const arithmetic = pool.invoke<Arithmetic>(new URL('arithmetic.js', BASE))
  assert.is(await arithmetic.double(4), 8)
  assert.is((await failure(arithmetic.fail())).message, 'no more than 8')
  const chain = await failure(pool.load(new URL('faulty/chain-a.js', BASE)))
  assert.instance(chain, LoadError)
  assert.match(chain.message, /needed by "faulty\/chain-c", needed by "faulty\/chain-b"/)
  const factory = await failure(pool.load(new URL('faulty/needs-factory.js', BASE)))
  assert.equal([factory.name, (factory.cause as Error).name], ['LoadError', 'RangeError'])
  await pool.kill()
})

test.run()
