import { suite } from './suite.js'
import * as assert from 'uvu/assert'

const test = suite('the guide')

test('what docs/browser.md sets up works', async () => {
  const { log } = console
  const printed: unknown[] = []
  console.log = (...values: unknown[]) => printed.push(...values)
  try {
    await import(new URL('/guide/page.js', location.origin).href)
  } finally {
    console.log = log
  }
  assert.equal(printed, [[2, 3, 5, 7, 11, 13, 17, 19]])
})

test.run()
