import { suite } from './suite.js'
import * as assert from 'uvu/assert'
import { printedBy } from './printed.js'

const test = suite('the guide')

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19]

test('what docs/browser.md sets up works', async () => {
  assert.equal(await printedBy('page.js'), [PRIMES])
})

test('the pool for all tabs of docs/browser.md works', async () => {
  assert.equal(await printedBy('shared.js'), [PRIMES, 'shared worker'])
})

test.run()
