import * as assert from 'uvu/assert'
import * as errors from '../../src/core/errors.js'
import { createTrip } from '../contract/trip.js'
import { suite } from '../suite.js'

const test = suite('errors')

const made = {
  Retry: new errors.Retry(true, new Error('cause')),
  WorkerDeath: new errors.WorkerDeath(
    { kind: 'exited', code: 3, signal: null, stderr: 'last line' },
    { module: 'm.js', name: 'add' },
  ),
  PoolDeath: new errors.PoolDeath(),
  LoadError: new errors.LoadError('m.js', new Error('cause')),
  StartError: new errors.StartError(3, 'text'),
  ProtocolError: new errors.ProtocolError('fault', 7),
}

test('each class has its name, its code and its brand, and is told from the others', () => {
  for (const [name, error] of Object.entries(made)) {
    assert.is(error.name, name)
    assert.match(error.stack as string, name)
    assert.is((error as unknown as Record<symbol, unknown>)[Symbol.for('invoke.error')], true)
    assert.instance(error, Error)
    assert.instance(error, errors.InvokeError)
    for (const [other, { constructor }] of Object.entries(made)) {
      assert.is(error instanceof constructor, other === name)
    }
  }
})

test('an error of another copy of the library is known by brand and code', () => {
  const foreign = Object.assign(new Error('x'), {
    code: 'INVOKE_RETRY',
    [Symbol.for('invoke.error')]: true,
  })
  assert.instance(foreign, errors.Retry)
  assert.not(foreign instanceof errors.PoolDeath)
  const unbranded: unknown = Object.assign(new Error('x'), { code: 'INVOKE_RETRY' })
  for (const value of [unbranded, {}, null, undefined, 'INVOKE_RETRY']) {
    assert.not(value instanceof errors.Retry)
  }
})

test('a class of the user below one of ours behaves as classes do', () => {
  class MyRetry extends errors.Retry {}
  assert.instance(new MyRetry(false, undefined), errors.Retry)
  assert.instance(new MyRetry(false, undefined), MyRetry)
  assert.not(made.Retry instanceof MyRetry)
})

test('they say what happened', () => {
  const { WorkerDeath, LoadError, StartError, ProtocolError } = made
  assert.match(WorkerDeath.message, 'add of m.js: it exited with code 3')
  assert.is(WorkerDeath.stderr, 'last line')
  assert.match(LoadError.message, 'cannot load m.js: cause')
  assert.match(StartError.message, '3 workers in a row could not be started: text')
  assert.is(ProtocolError.offset, 7)
})

test('they keep name and code when they are sent', () => {
  const arrived = createTrip()(made.Retry) as errors.Retry
  assert.is(arrived.name, 'Retry')
  assert.is(arrived.code, 'INVOKE_RETRY')
  assert.is(arrived.started, true)
})

test.run()
