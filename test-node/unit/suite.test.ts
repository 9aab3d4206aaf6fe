import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from '../suite.js'

const test = suite('suite')

const run = (name: string) => {
  const file = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

test('a file that forgets to run its tests fails', () => {
  const { status, output } = run('forgotten.ts')
  assert.is(status, 1)
  assert.match(output, 'these suites were never run: forgotten')
})

test('a test that hangs fails, and the next one runs', () => {
  const { status, output } = run('hanging.ts')
  assert.is(status, 1)
  assert.match(output, '"hangs" did not end within 50 ms')
  assert.match(output, /Total: +2\n +Passed: +1/)
})

test.run()
