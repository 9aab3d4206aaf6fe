import * as assert from 'uvu/assert'
import { inheritedExecArgv } from '../../src/transports/node/exec-argv.js'
import { suite } from '../suite.js'

const test = suite('exec argv')

test('flags of the runtime are inherited, with their values', () => {
  const flags = ['--max-old-space-size=100', '--import', 'tsx', '-r', './hook.cjs', '--no-warnings']
  assert.equal(inheritedExecArgv(flags), flags)
})

test('a debugger, a watcher, a test runner and the program itself are not', () => {
  const flags = [
    ['--inspect'],
    ['--inspect-brk=0'],
    ['--inspect-port', '9230'],
    ['--watch'],
    ['--watch-path', './src'],
    ['--test'],
    ['--test-reporter', 'spec'],
    ['--input-type=module'],
    ['--input-type', 'module'],
    ['-e', 'code()'],
    ['-p', '1 + 1'],
    ['--eval', 'code()'],
    ['-i'],
    ['--experimental-default-type', 'module'],
    ['--test-timeout', '5000'],
    ['--debug-port', '9333'],
    ['--test-reporter-destination', 'stdout'],
    ['--check'],
    ['--env-file=.env'],
    ['--env-file', '.env'],
    ['--env-file-if-exists=.env'],
  ]
  for (const flag of flags) {
    assert.equal(inheritedExecArgv(['--first', ...flag, '--last']), ['--first', '--last'], flag[0])
  }
})

test.run()
