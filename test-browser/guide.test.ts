import { suite } from './suite.js'
import * as assert from 'uvu/assert'

const test = suite('the guide')

/** What a program of the guide prints. */
const run = async (name: string): Promise<unknown[]> => {
  const { log } = console
  const printed: unknown[] = []
  console.log = (...values: unknown[]) => printed.push(...values)
  try {
    await import(new URL(`/guide/${name}`, location.origin).href)
  } finally {
    console.log = log
  }
  return printed
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19]

test('what docs/browser.md sets up works', async () => {
  assert.equal(await run('page.js'), [PRIMES])
})

test('the pool for all tabs of docs/browser.md works', async () => {
  assert.equal(await run('shared.js'), [PRIMES, 'shared worker'])
})

test.run()
