import * as assert from 'uvu/assert'
import { foreignGrantIn, withoutForeignGrants } from '../../src/transports/node/foreign-grants.js'
import { mapNodeOptions } from '../../src/transports/node/node-options.js'
import { suite } from '../suite.js'

const test = suite('foreign grants')

const granting = [
  ['--permission'],
  ['--no-permission'],
  ['--experimental-permission'],
  ['--permission-audit'],
  ['--allow-fs-read=/etc'],
  ['--allow-fs-read', '/etc'],
  ['--allow_fs_write=*'],
  ['--allow-child-process'],
  ['--no-allow-worker'],
  ['--env-file=.env'],
  ['--env-file-if-exists', '.env'],
  ['--experimental-config-file', 'node.config.json'],
  ['--experimental-default-config-file'],
]

test('inherited flags that grant anything are left out, with their values', () => {
  for (const flags of granting) {
    assert.equal(withoutForeignGrants(['--first', ...flags, '--last']), ['--first', '--last'])
  }
  assert.equal(withoutForeignGrants(['--allow-what-comes-next', '-r', 'x']), ['-r', 'x'])
})

test('others are kept', () => {
  const flags = ['--allow-natives-syntax', '--import', 'tsx', '--max-old-space-size=100']
  assert.equal(withoutForeignGrants(flags), flags)
})

test('one that was given by hand is found', () => {
  for (const flags of granting) {
    assert.is(foreignGrantIn(['--no-warnings', ...flags]), flags[0])
  }
  assert.is(foreignGrantIn(['--no-warnings', '--allow-natives-syntax']), undefined)
})

test('a grant that pools know nothing of can be given by hand', () => {
  assert.is(foreignGrantIn(['--allow-openssl-store']), undefined)
})

test('NODE_OPTIONS is read as Node does it', () => {
  const flagsOf = (text: string) => {
    let read: readonly string[] = []
    mapNodeOptions(text, (flags) => (read = flags))
    return read
  }
  assert.equal(flagsOf(''), [])
  assert.equal(flagsOf('  -r x   --y=z '), ['-r', 'x', '--y=z'])
  assert.equal(flagsOf('-r "./a b.cjs"'), ['-r', './a b.cjs'])
  assert.equal(flagsOf('--allow"-fs-read=/a b"'), ['--allow-fs-read=/a b'])
  assert.equal(flagsOf('"a \\" b \\\\" c\\d'), ['a " b \\', 'c\\d'])
})

test('NODE_OPTIONS keeps what it may, and is as it was where nothing is left out', () => {
  const map = (text: string) => mapNodeOptions(text, withoutForeignGrants)
  assert.is(map('  -r  "x"'), '  -r  "x"')
  assert.is(map('-r "./a \\"b\\".cjs" --allow-fs-read=/'), '-r "./a \\"b\\".cjs"')
  assert.is(map('--permission --allow-worker'), '')
})

test.run()
