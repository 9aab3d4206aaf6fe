import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { invoke, LoadError, Pool, type RecycleEvent } from 'invoke'
import { amd, commonjs, esm } from 'invoke/loaders'
import { at, reasonOf, type Task } from './loading.js'
import { suite } from '../suite.js'

const test = suite('loaders', 60_000)

test('a module whose default export is a promise is what that comes to', async () => {
  const pool = new Pool({ limit: 1 })
  const object = pool.invoke<{ double(n: number): number; default(): string; lost(): string }>(
    at('promised.mjs'),
  )
  assert.is(await object.double(4), 8)
  assert.match((await reasonOf(object.lost())).message, /no export "lost"/)
  const callable = pool.invoke<{ default(name: string): string }>(at('promised.cjs'))
  assert.is(await callable.default('Ada'), 'Hello Ada')
  const namespace = pool.invoke<Task>(at('promised-namespace.mjs'))
  assert.is(await namespace.add(1, 2), 3)
  const error = await reasonOf(pool.invoke<{ any(): void }>(at('promised-failure.mjs')).any())
  assert.instance(error, LoadError)
  assert.instance(error.cause, SyntaxError)
  // What only looks like one is none.
  const thenable = pool.invoke<{ add(a: number, b: number): number }>(at('thenable.cjs'))
  assert.is(await thenable.add(1, 2), 3)
  await pool.kill()
})

test('a loader of its own makes modules of anything, and may leave the rest to the default', async () => {
  const pool = new Pool({ limit: 1 })
  pool.setLoader(new URL('.', at('x')), at('loader.mjs'))
  const list = pool.invoke<{ sum(): number }>(at('list.numbers'))
  assert.is(await list.sum(), 10)
  const task = pool.invoke<Task & { byLoader(): string }>(at('task.mjs'))
  assert.equal([await task.add(1, 2), await task.byLoader()], [3, 'task.mjs'])
  await pool.kill()
})

test('a loader that fails, or is none, is a LoadError', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<Task>(at('task.mjs'))
  pool.setLoader(at('task.mjs'), at('loader-fails.mjs'))
  const failed = await reasonOf(module.add(1, 2))
  assert.instance(failed, LoadError)
  assert.instance(failed.cause, RangeError)
  pool.setLoader(at('task.mjs'), at('no-loader.mjs'))
  const none = await reasonOf(module.add(1, 2))
  assert.instance(none, LoadError)
  assert.match(none.message, /no export "load"; its functions are lode/)
  pool.setLoader(at('task.mjs'), null)
  assert.is(await module.add(1, 2), 3)
  await pool.kill()
})

test('commonjs finds a package as require does', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'invoke-dual-'))
  const dual = join(cwd, 'node_modules', 'dual')
  mkdirSync(dual, { recursive: true })
  const exports = { import: './i.mjs', require: './r.cjs' }
  writeFileSync(join(dual, 'package.json'), JSON.stringify({ name: 'dual', exports }))
  writeFileSync(join(dual, 'i.mjs'), 'export const by = () => "import"')
  writeFileSync(join(dual, 'r.cjs'), 'exports.by = () => "require"')
  const pool = new Pool({ limit: 1, cwd, execArgv: [] })
  pool.setLoader('dual', commonjs())
  const module = pool.invoke<{ by(): string }>('dual')
  assert.is(await module.by(), 'require')
  // Also when a loader leaves it to the next one.
  pool.setLoader(/dual/, at('passes-on.mjs'))
  assert.is(await module.by(), 'require')
  await pool.kill()
  rmSync(cwd, { recursive: true })
})

test('a loader may pass on a module that exports then', async () => {
  const pool = new Pool({ limit: 1 })
  pool.setLoader(/thenable/, at('passes-on.mjs'))
  const thenable = pool.invoke<{ add(a: number, b: number): number }>(at('thenable.cjs'))
  assert.is(await thenable.add(1, 2), 3)
  assert.is(await invoke.call(thenable, 'then', [1]), 'then 1')
  await pool.kill()
})

test('a loader that gives nothing is a LoadError that says so', async () => {
  const pool = new Pool({ limit: 1 })
  pool.setLoader(/task/, new URL('data:text/javascript,export const load = () => {}'))
  const error = await reasonOf(pool.invoke<Task>(at('task.mjs')).add(1, 2))
  assert.instance(error, LoadError)
  assert.match(error.message, /load\(\) of data:.* gave no module, but undefined/)
  await pool.kill()
})

test('a promise of an ES module that was compiled to CommonJS counts, and one of itself does not', async () => {
  const pool = new Pool({ limit: 1 })
  const compiled = pool.invoke<{ greet(): string }>(at('promised-compiled.cjs'))
  assert.is(await compiled.greet(), 'hello')
  const error = await reasonOf(pool.invoke<{ any(): void }>(at('promised-itself.mjs')).any())
  assert.instance(error, LoadError)
  assert.match(error.message, /a promise of the module itself/)
  await pool.kill()
})

test('the first rule that matches counts, what was said last comes first', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<{ sum(): number }>(at('list.numbers'))
  pool.setLoader(/\.numbers$/, at('loader.mjs'))
  pool.setLoader(/\.numbers$/g, at('loader-fails.mjs'))
  assert.instance(await reasonOf(module.sum()), LoadError)
  // The same pattern, whatever its flags for repetition: it is taken back as one.
  pool.setLoader(/\.numbers$/y, null)
  assert.instance(await reasonOf(module.sum()), LoadError)
  pool.setLoader(/numbers/, at('loader.mjs'))
  pool.setLoader(at('other.numbers'), at('loader-fails.mjs'))
  assert.is(await module.sum(), 10)
  await pool.kill()
})

test('workers that have loaded a module otherwise are replaced, and no others', async () => {
  const pool = new Pool({ limit: 2, minimum: 2 })
  await pool.start()
  const events: RecycleEvent[] = []
  pool.on('recycle', (event) => events.push(event))
  const task = pool.invoke<Task>(at('task.mjs'))
  const before = (await task.seen()).pid
  pool.setLoader(/\.numbers$/, at('loader.mjs'))
  assert.is((await task.seen()).pid, before)
  pool.setLoader(at('task.mjs'), at('loader.mjs'))
  assert.is.not((await task.seen()).pid, before)
  assert.equal(
    events.map(({ reason }) => reason),
    ['loader'],
  )
  await pool.kill()
})

test('modules are loaded again when they have changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-reload-'))
  const file = join(folder, 'changing.mjs')
  writeFileSync(file, 'export const version = () => 1')
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<{ version(): number }>(file)
  assert.is(await module.version(), 1)
  writeFileSync(file, 'export const version = () => 2')
  assert.is(await module.version(), 1)
  pool.reload(/another/)
  assert.is(await module.version(), 1)
  pool.reload(file)
  assert.is(await module.version(), 2)
  writeFileSync(file, 'export const version = () => 3')
  pool.reload()
  assert.is(await module.version(), 3)
  await pool.kill()
  rmSync(folder, { recursive: true })
})

test('preloads and loaders are loaded again as well, also by workers that are about to start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invoke-reload-'))
  const file = join(folder, 'value.mjs')
  const write = (value: number) =>
    writeFileSync(
      file,
      `globalThis.fromPreload = ${value}; export const load = () => ({ seen: () => ({ global: ${value} }) })`,
    )
  write(1)
  const all = new Pool({ limit: 1, minimum: 1, preload: [file, at('waits.mjs')] })
  const some = new Pool({ limit: 1 })
  const loaded = new Pool({ limit: 1 })
  loaded.setLoader(at('task.mjs'), file)
  const tasks = [
    all.invoke<Task>(at('task.mjs')),
    some.invoke<Task>(at('task.mjs'), { preload: [file] }),
    loaded.invoke<Task>(at('task.mjs')),
  ]
  const values = () =>
    Promise.all(tasks.map(async (task) => ((await task.seen()) as { global: unknown }).global))
  await all.start()
  write(2)
  // It has loaded nothing but its preload.
  all.reload()
  assert.equal(await values(), [2, 2, 2])
  write(3)
  for (const pool of [all, some, loaded]) pool.reload(file)
  assert.equal(await values(), [3, 3, 3])
  const events: RecycleEvent[] = []
  const late = new Pool({ limit: 1, preload: [at('waits.mjs')] })
  late.on('recycle', (event) => events.push(event))
  const outcome = late.invoke<Task>(at('task.mjs')).add(1, 2)
  late.reload()
  assert.is(await outcome, 3)
  assert.equal(events, [{ worker: 1, reason: 'reload' }])
  await Promise.all([all, some, loaded, late].map((pool) => pool.kill()))
  rmSync(folder, { recursive: true })
})

test('the same loader again replaces no worker', async () => {
  const pool = new Pool({ limit: 1 })
  pool.setLoader(/task/, at('loader.mjs'))
  const task = pool.invoke<Task>(at('task.mjs'))
  const { pid } = await task.seen()
  pool.setLoader(/task/, at('loader.mjs'))
  assert.is((await task.seen()).pid, pid)
  await pool.kill()
})

test('calls made before a reload finish where they are', async () => {
  const pool = new Pool({ limit: 1 })
  const module = pool.invoke<typeof import('../fixtures/scheduling.mjs')>(
    new URL('../fixtures/scheduling.mjs', import.meta.url),
  )
  const first = await module.pid()
  const calls = [module.wait(200), module.wait(1)]
  pool.reload()
  const [running, waiting] = await Promise.all(calls)
  assert.is(running?.pid, first)
  assert.is.not(waiting?.pid, first)
  await pool.kill()
})

test('AMD modules are found by their ids, each evaluated once in a worker', async () => {
  const pool = new Pool({
    limit: 1,
    allow: [new URL('../../node_modules/lodash-amd/', import.meta.url)],
  })
  pool.setLoader('lodash-amd/', amd({ baseUrl: new URL('../../node_modules/', import.meta.url) }))
  const chunk = pool.invoke<{ default(list: number[], size: number): number[][] }>(
    'lodash-amd/chunk',
  )
  assert.equal(await chunk.default([1, 2, 3], 2), [[1, 2], [3]])
  const all = pool.invoke<{ chunk(list: number[], size: number): number[][] }>('lodash-amd/main')
  assert.equal(await all.chunk([1, 2, 3], 2), [[1, 2], [3]])
  pool.setLoader('faulty/', amd({ baseUrl: new URL('../fixtures/amd/', import.meta.url) }))
  const error = await reasonOf(pool.invoke<{ any(): void }>('faulty/plugin').any())
  assert.match(error.message, /"allow" does not allow/)
  await pool.kill()
})

test('what is wrong with an AMD module is the LoadError of its calls', async () => {
  const pool = new Pool({ limit: 1 })
  pool.setLoader('faulty/', amd({ baseUrl: new URL('../fixtures/amd/', import.meta.url) }))
  const error = await reasonOf(pool.invoke<{ any(): void }>('faulty/plugin').any())
  assert.instance(error, LoadError)
  assert.match(error.message, /plugin/)
  assert.throws(
    () => amd({ baseUrl: 'relative' }),
    /"baseUrl" must be a file: URL or an absolute path/,
  )
  await pool.kill()
})

test('commonjs requires, esm imports', async () => {
  const pool = new Pool({ limit: 1 })
  pool.setLoader('node:', commonjs())
  assert.is(await pool.invoke<typeof import('node:path')>('node:path').basename('/a/b'), 'b')
  pool.setLoader(/\.mjs$/, esm())
  assert.is(await pool.invoke<Task>(at('task.mjs')).add(1, 2), 3)
  await pool.kill()
})

test('what is no pattern and no loader is refused', async () => {
  const pool = new Pool({ limit: 1 })
  assert.throws(
    () => pool.setLoader(1 as never, esm()),
    /a pattern is a string, a URL or a RegExp, not/,
  )
  assert.throws(() => pool.setLoader('./x', './loader.js'), /relative/)
  assert.throws(() => pool.setLoader('x', (() => undefined) as never), /no function can be sent/)
  assert.throws(() => pool.setLoader('x', {} as never), TypeError)
  assert.throws(() => new Pool({ allow: 'x' as never }), /"allow" must be an array/)
  await pool.kill()
  assert.throws(() => pool.setLoader('x', esm()), ReferenceError)
  assert.throws(() => pool.reload(), ReferenceError)
})

test.run()
