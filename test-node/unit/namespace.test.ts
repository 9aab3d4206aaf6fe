import * as assert from 'uvu/assert'
import { findFunction, functionNames } from '../../src/core/runner/namespace.js'
import { suite } from '../suite.js'

const test = suite('namespace')

const run = (namespace: object, name: string) => {
  const target = findFunction(namespace as Record<string, unknown>, 'm.js', name)
  return Reflect.apply(target.run, target.holder, [])
}

test('an export is found before a property of the default export', () => {
  const namespace = { a: () => 'export', default: { a: () => 'property', b: () => 'property' } }
  assert.is(run(namespace, 'a'), 'export')
  assert.is(run(namespace, 'b'), 'property')
})

test('a method of an exported instance has its this', () => {
  class Service {
    state = 'state'
    read() {
      return this.state
    }
  }
  assert.is(run({ default: new Service() }, 'read'), 'state')
})

test('what every object or function has is no export', () => {
  for (const base of [{}, () => 1]) {
    for (const name of ['toString', 'constructor', 'call', 'apply', 'bind', '__proto__']) {
      if (typeof base !== 'function' && !(name in base)) continue
      assert.throws(() => run({ default: base }, name), /has no export/)
    }
  }
  const own = { toString: () => 'own' }
  assert.is(run({ default: own }, 'toString'), 'own')
})

test('names are listed once, in order, without what a runtime adds', () => {
  const functions = { b: () => 1, a: () => 1, c: 5 }
  const namespace = { ...functions, default: functions, 'module.exports': () => 1 }
  assert.equal(functionNames(namespace), ['a', 'b'])
  assert.equal(functionNames({ default: () => 1 }), ['default'])
  assert.equal(functionNames({}), [])
})

test('an error says what is there instead', () => {
  assert.throws(
    () => run({ a: 5 }, 'a'),
    /m\.js exports number, not a function, as "a"; it exports no function at all/,
  )
  assert.throws(() => run({ a: null, b: () => 1 }, 'a'), /exports null.*its functions are b/)
})

test.run()
