import * as assert from 'uvu/assert'
import { suite } from '../suite.js'
import { startProgram } from './program.js'

const test = suite('polyfill')

test('it brings the symbols that are missing, and nothing else', async () => {
  const { ended } = startProgram(`
    const before = Symbol.asyncIterator
    const had = 'observable' in Symbol
    const globals = Object.keys(globalThis).length
    const { Observable } = await import('invoke')
    await import('invoke/polyfill')
    const one = Observable.of(1)
    console.log(JSON.stringify([
      had,
      typeof Symbol.observable,
      Symbol.asyncIterator === before,
      typeof globalThis.Observable,
      Object.keys(globalThis).length === globals,
      one[Symbol.observable]() === one,
    ]))`)
  const { stdout, stderr } = await ended
  assert.is(stderr, '')
  assert.equal(JSON.parse(stdout), [false, 'symbol', true, 'undefined', true, true])
})

test.run()
