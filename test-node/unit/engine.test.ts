import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from '../suite.js'

const test = suite('engine')

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

test('records decode where code from strings is forbidden', () => {
  const program = `
    import { decode, encode } from 'invoke/clone'
    const records = Array.from({ length: 500 }, (_, i) => ({ i, name: 'n' + i }))
    console.log(JSON.stringify(decode(encode(records)).at(-1)))`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  )
  assert.is(stderr, '')
  assert.is(stdout, '{"i":499,"name":"n499"}\n')
})

test.run()
