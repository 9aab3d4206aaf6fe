/** Which modules calls may name. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as assert from 'uvu/assert'
import { LoadError, Pool } from 'invoke'
import { commonjs } from 'invoke/loaders'
import { at, reasonOf, type Task } from './loading.js'
import { suite } from '../suite.js'

const test = suite('allow', 60_000)

test('what calls may name can be restricted, and links lead nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-allow-'))
  const allowed = join(folder, 'tasks')
  const link = join(folder, 'link.mjs')
  rmSync(allowed, { recursive: true, force: true })
  symlinkSync(new URL('.', at('x')), allowed)
  symlinkSync(at('task.mjs'), link)
  const pool = new Pool({ limit: 1, allow: [`${allowed}/`, /^node:path$/] })
  assert.is(await pool.invoke<Task>(at('task.mjs')).add(1, 2), 3)
  assert.is(await pool.invoke<Task>(link).add(1, 2), 3)
  assert.is(await pool.invoke<typeof import('node:path')>('path').basename('/a/b'), 'b')
  const outside = pathToFileURL(join(folder, 'outside.mjs'))
  writeFileSync(outside, 'export const add = (a, b) => a + b')
  for (const specifier of [
    outside,
    'node:fs',
    new URL('../fixtures/tasks.mjs', import.meta.url),
    'data:text/javascript,export const add = () => 1',
  ]) {
    const error = await reasonOf(pool.invoke<Task>(specifier).add(1, 2))
    assert.instance(error, LoadError)
    assert.match(error.message, /"allow" does not allow/)
  }
  // A folder's name is no beginning of another's.
  const narrow = new Pool({ limit: 1, allow: [new URL('../fixtures/load', import.meta.url)] })
  assert.instance(await reasonOf(narrow.invoke<Task>(at('task.mjs')).add(1, 2)), LoadError)
  await Promise.all([pool.kill(), narrow.kill()])
  rmSync(folder, { recursive: true })
})

/** A folder with a file that may be called, and one that may not. */
const withFolders = async (body: (base: URL) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-places-'))
  const base = pathToFileURL(`${folder}/`)
  for (const name of ['tasks', 'secret']) {
    mkdirSync(new URL(name, base))
    writeFileSync(new URL(`${name}/x.js`, base), 'exports.url = () => __filename')
    writeFileSync(new URL(`${name}/x.mjs`, base), 'export const url = () => import.meta.url')
  }
  await body(base)
  rmSync(folder, { recursive: true })
}

interface Place {
  url(): string
}

const assertForbidden = async (promise: Promise<unknown>) => {
  const error = await reasonOf(promise)
  assert.instance(error, LoadError)
  assert.match(error.message, /"allow" does not allow/)
}

test('a specifier is allowed by what it means, however it is written', async () => {
  await withFolders(async (base) => {
    const { href } = base
    const pool = new Pool({ limit: 1, allow: [new URL('tasks/', base), /\/tasks\//] })
    // Extensions are found by require(), so there is no file of this name.
    pool.setLoader(/x$/, commonjs())
    for (const specifier of [
      `${href}tasks/../secret/x`,
      `${href}tasks/../secret/none.js`,
      `${href.replace('file:', 'FILE:')}tasks/../secret/x.mjs`,
      `${href}tasks/%2e%2e/secret/x.mjs`,
      `${href}tasks/..%2Fsecret/x.mjs`,
      `${href.replace('file://', 'file://host')}tasks/x.mjs`,
    ]) {
      await assertForbidden(pool.invoke<Place>(specifier).url())
    }
    assert.match(await pool.invoke<Place>(`${href}tasks/x`).url(), /tasks.x\.js$/)
    // Another query is another module.
    assert.match(await pool.invoke<Place>(`${href}tasks/x.mjs?2`).url(), /tasks\/x\.mjs\?2$/)
    const all = new Pool({ limit: 1, allow: ['file:///'] })
    assert.match(await all.invoke<Place>(`${href}secret/x.mjs`).url(), /x\.mjs$/)
    await Promise.all([pool.kill(), all.kill()])
  })
})

test('what a preload or a loader is, or could load, calls may not name unless that is allowed', async () => {
  await withFolders(async (base) => {
    const secret = new URL('secret/x.mjs', base)
    const pool = new Pool({ limit: 1, allow: [new URL('tasks/', base)], preload: [secret] })
    assert.match(await pool.invoke<Place>(new URL('tasks/x.mjs', base)).url(), /x\.mjs$/)
    await assertForbidden(pool.invoke<Place>(secret).url())
    const other = new URL('secret/other.numbers', base)
    writeFileSync(other, '1 2')
    pool.setLoader(/\.numbers$/, at('loader.mjs'))
    await assertForbidden(pool.invoke<{ sum(): number }>(other).sum())
    await pool.kill()
  })
})

test('what could never be the URL of a module is refused as allowed', () => {
  for (const entry of ['./tasks/', 'lodash'])
    assert.throws(
      () => new Pool({ allow: [entry] }),
      /"allow" has ".*", which is no URL and no absolute path/,
    )
})

test.run()
