import * as assert from 'uvu/assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, type PoolOptions, type Remote } from 'invoke'
import { suite } from '../suite.js'
import { startProgram } from './program.js'

const test = suite('env', 60_000)

type Tasks = typeof import('../fixtures/tasks.mjs')

const url = new URL('../fixtures/tasks.mjs', import.meta.url)

const folder = mkdtempSync(join(tmpdir(), 'invoke-env-'))
test.after(() => rmSync(folder, { recursive: true }))

const withPool = async (options: PoolOptions, body: (tasks: Remote<Tasks>) => Promise<void>) => {
  const pool = new Pool({ limit: 1, execArgv: [], ...options })
  try {
    await body(pool.invoke<Tasks>(url))
  } finally {
    await pool.kill({ force: true })
  }
}

/** What the system or Node itself puts into every environment. */
const UNASKED = /^(?:__CF_USER_TEXT_ENCODING|NODE_V8_COVERAGE|SYSTEMROOT|SYSTEMDRIVE|WINDIR|TEMP)$/i

test('by default it is the environment that the parent has when the worker starts', () =>
  withPool({ recycle: { calls: 1 } }, async (tasks) => {
    const seen: unknown[] = []
    for (const value of ['first', 'second', undefined]) {
      if (value === undefined) delete process.env['CHANGING']
      else process.env['CHANGING'] = value
      seen.push((await tasks.surroundings()).env['CHANGING'])
    }
    assert.equal(seen, ['first', 'second', undefined])
  }))

test('an empty one is empty', () =>
  withPool({ env: {} }, async (tasks) => {
    const { env } = await tasks.surroundings()
    assert.equal(
      Object.keys(env).filter((name) => !UNASKED.test(name)),
      [],
    )
  }))

test('it is whole, and what is undefined is left out', () =>
  withPool({ env: { ONLY: 'this', EMPTY: '', NOT: undefined } }, async (tasks) => {
    const { env } = await tasks.surroundings()
    assert.equal([env['ONLY'], env['EMPTY'], env['PATH']], ['this', '', undefined])
    assert.not('NOT' in env)
  }))

test('of the link to the parent it tells nothing', () =>
  withPool({}, async (tasks) => {
    const { env } = await tasks.surroundings()
    assert.equal(
      Object.keys(env).filter((name) => name.startsWith('NODE_CHANNEL')),
      [],
    )
  }))

test('NODE_OPTIONS is part of it', async () => {
  const flagged = { NODE_OPTIONS: '--title=flagged' }
  const titleOf = async (env?: NodeJS.ProcessEnv) => {
    let title: unknown
    await withPool(env === undefined ? {} : { env }, async (tasks) => {
      title = await tasks.title()
    })
    return title
  }
  assert.is(await titleOf(flagged), 'flagged')
  const before = process.env['NODE_OPTIONS']
  process.env['NODE_OPTIONS'] = flagged.NODE_OPTIONS
  try {
    assert.is(await titleOf(), 'flagged')
    assert.not.equal(await titleOf({}), 'flagged')
    assert.not.equal(await titleOf({ PATH: '/' }), 'flagged')
  } finally {
    if (before === undefined) delete process.env['NODE_OPTIONS']
    else process.env['NODE_OPTIONS'] = before
  }
})

test('the files of variables that the parent was started with count for the parent', async () => {
  const file = join(folder, '.env')
  writeFileSync(file, 'FROM_FILE=value\n')
  const source = `
    import { Pool } from 'invoke'
    for (const env of [undefined, {}]) {
      const pool = new Pool({ limit: 1, env })
      const { surroundings } = pool.invoke(${JSON.stringify(url.href)})
      const found = await surroundings()
      console.log(found.env.FROM_FILE, found.execArgv.length)
      await pool.kill()
    }`
  const { stdout, stderr, code } = await startProgram(source, [`--env-file=${file}`]).ended
  assert.equal({ code, stdout, stderr }, { code: 0, stdout: 'value 0\nundefined 0\n', stderr: '' })
})

test.run()
