import { suite } from './suite.js'
import * as assert from 'uvu/assert'
import { printedBy } from './printed.js'

const test = suite('the README')

test('what it sets up works', async () => {
  assert.equal(await printedBy('app.js'), [[2, 3, 5, 7, 11, 13, 17, 19]])
})

test.run()
