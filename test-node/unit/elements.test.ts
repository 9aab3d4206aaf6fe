import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from '../suite.js'

const test = suite('elements')

test('encoding leaves the arrays of numbers as the engine keeps them', () => {
  // In a process of its own, because it asks the engine in a language that others must not understand.
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--allow-natives-syntax', fileURLToPath(new URL('../fixtures/elements.mjs', import.meta.url))],
    { encoding: 'utf8' },
  )
  assert.is(stderr, '')
  assert.equal(JSON.parse(stdout), { before: ['small', 'double'], after: ['small', 'double'] })
})

test.run()
