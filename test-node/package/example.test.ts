import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { startProgram } from '../pool/program.js'
import { suite } from '../suite.js'

const test = suite('example', 60_000)

test('the log example counts every line of its file, once', async () => {
  const main = new URL('../../examples/log/main.js', import.meta.url)
  const { ended } = startProgram(`
    process.argv[2] = '3'
    await import(${JSON.stringify(main.href)})`)
  const { stdout, stderr } = await ended
  assert.is(stderr, '')
  const log = await readFile(join(tmpdir(), 'invoke-example', 'access-3.log'), 'latin1')
  const lines = log.trimEnd().split('\n')
  const failures = lines.filter((line) => / 5\d\d \d+ \d+$/.test(line))
  assert.match(
    stdout,
    new RegExp(`${lines.length.toLocaleString('en')} lines, .* 0 not understood`),
  )
  assert.match(stdout, new RegExp(`${failures.length.toLocaleString('en')} failures`))
  assert.match(stdout, /3\.\d+ MB of 3\.\d+ MB/)
})

test('the server example loses no request, whatever is killed', async () => {
  const main = new URL('../../examples/server/main.js', import.meta.url)
  const { ended } = startProgram(`
    // Without a name of a script: there is none.
    process.argv.splice(1, Infinity, '3', '--clients', '40', '--kill', '200', '--bound', '30000')
    await import(${JSON.stringify(main.href)})`)
  const { stdout, stderr, code } = await ended
  assert.is(stderr, '')
  assert.match(stdout, /^[1-9][\d,]* requests answered in /m)
  assert.match(stdout, /^[1-9]\d* workers killed$/m)
  assert.match(stdout, /^0 requests hung, 0 got a wrong answer$/m)
  assert.is(code, 0)
})

test.run()
