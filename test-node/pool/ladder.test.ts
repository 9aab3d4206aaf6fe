import * as assert from 'uvu/assert'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'invoke'
import { suite } from '../suite.js'
import { isAlive, until } from './program.js'

const test = suite('ladder', 60_000)

type Stubborn = typeof import('../fixtures/stubborn.mjs')

const url = new URL('../fixtures/stubborn.mjs', import.meta.url)
const file = join(tmpdir(), `invoke-test-ladder-${process.pid}`)
test.after(() => rmSync(file, { force: true }))

/** The worker is gone when its pool is, whatever it does against that. */
const endsWith = async (begin: (module: ReturnType<typeof open>['module']) => Promise<number>) => {
  const { pool, module } = open()
  const pid = await begin(module)
  await pool.kill()
  await until(() => !isAlive(pid))
}

const open = () => {
  const pool = new Pool({ limit: 1 })
  return { pool, module: pool.invoke<Stubborn>(url) }
}

test('a worker that does not end gets SIGTERM', async () => {
  await endsWith((module) => module.endsAtSigterm(file))
  assert.is(readFileSync(file, 'utf8'), 'SIGTERM')
  rmSync(file)
})

test('a worker that does not care for that is killed', async () => {
  await endsWith((module) => module.neverEnds(file))
  assert.is(readFileSync(file, 'utf8'), 'SIGTERM')
  await endsWith((module) => module.spinsAtExit())
})

test('what ends by force is not asked', async () => {
  rmSync(file, { force: true })
  const { pool, module } = open()
  const pid = await module.neverEnds(file)
  await pool.kill({ force: true })
  await until(() => !isAlive(pid))
  assert.throws(() => readFileSync(file), /ENOENT/)
})

test.run()
