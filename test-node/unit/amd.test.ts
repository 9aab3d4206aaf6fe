import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as assert from 'uvu/assert'
import { findFunction } from '../../src/core/runner/namespace.js'
import { amdLoader } from './amd-modules.js'
import { suite } from '../suite.js'
import { BASE, failure, load, open } from './amd-modules.js'

const test = suite('amd')

const { resolve } = createRequire(import.meta.url)

test('the functions of a module are found', async () => {
  const { namespace } = await open().load('stack')
  const { holder, run } = findFunction(namespace, 'stack', 'fail')
  const error = await failure((async () => Reflect.apply(run, holder, []))())
  assert.match(error.stack, /fixtures[\\/]amd[\\/]stack\.js:3:11/)
})

test('a script below the base has the id by which others name it', async () => {
  const loader = open()
  const main = await load<{ id: string }>(new URL('ids/main.js', BASE).href, loader)
  assert.is(main.id, 'ids/main')
  assert.is(await load('ids/main', loader), main)
  assert.is(await load('ids/main.js', loader), main)
})

test('a script elsewhere has its URL for an id, and finds its neighbours', async () => {
  const loader = amdLoader({ baseUrl: new URL('forms/', BASE) })
  const main = await load<{ id: string; deep: unknown }>(
    new URL('ids/inner/deep.js', BASE).href,
    loader,
  )
  assert.equal(main, {
    id: new URL('ids/inner/deep.js', BASE).href,
    sibling: new URL('ids/sibling.js', BASE).href,
    near: new URL('ids/inner/near.js', BASE).href,
  })
  assert.is(await load('../ids/inner/deep', loader), main)
})

test('a URL means its own script, whatever paths say', async () => {
  const loader = open({ forms: 'circles' })
  assert.is(await load(new URL('forms/text.js', BASE).href, loader), 'text')
  assert.equal(await load('forms/self', loader), { same: true })
})

test('require.toUrl gives the URLs of files, by the id of the module', async () => {
  const { uri, urls } = await load<{ uri: string; urls: string[] }>(
    'here/urls',
    open({ here: 'ids', lib: '/library' }),
  )
  const below = (url: string) => url.replace(BASE.href, '')
  assert.is(below(uri), 'ids/urls.js')
  assert.equal(urls.map(below), [
    'ids/page.html',
    'other/page.html',
    'file:///library/page.html',
    'ids/folder',
    'ids',
    'ids/',
    'ids/a.b/c',
    'x.js',
  ])
})

test('a name that ends in .js is the URL of the same module', async () => {
  assert.equal(await load('ids/scripts'), ['ids/sibling', 'ids/sibling', 'ids/sibling'])
})

test('paths are looked up by the longest beginning, and ids stay what they are', async () => {
  const loader = open({
    lib: 'forms',
    'lib/inner': 'ids/inner/',
    'lib/one': fileURLToPath(new URL('ids/sibling', BASE)),
    other: BASE.href,
  })
  assert.is(await load('lib/text', loader), 'text')
  assert.is(await load('lib/inner/near', loader), 'lib/inner/near')
  assert.is(await load('lib/one', loader), 'lib/one')
  assert.is(await load('other/circles/self', loader), await load('circles/self', loader))
  assert.match((await failure(load('library/text', loader))).message, /library\/text\.js/)
})

test('a module is evaluated once, whoever needs it', async () => {
  const loader = open()
  const [left, right] = await Promise.all([
    load<{ counter: object }>('once/left', loader),
    load<{ counter: object }>('once/right', loader),
  ])
  assert.is(left.counter, right.counter)
  assert.is(await load('once/counter', loader), left.counter)
  assert.is.not(await load('once/counter'), left.counter)
})

test('a script that is asked for by two ids is one module', async () => {
  const loader = open({ a: 'ids/sibling', b: 'ids/sibling' })
  assert.equal(await Promise.all([load('a', loader), load('b', loader)]), ['a', 'a'])
  // Not the last of a bundle either.
  const bundles = open({ a: 'bundles/anonymous', b: 'bundles/anonymous' })
  const [first, second] = await Promise.all([load('a', bundles), load('b', bundles)])
  assert.is(first, second)
  assert.equal(first, { helper: 'helper', id: 'a' })
})

test('a bundle gives the module of its id, the one without an id, or the last', async () => {
  assert.equal(await load('bundles/all'), {
    first: { first: { second: true } },
    beside: { beside: true },
  })
  assert.equal(await load('bundles/anonymous'), { helper: 'helper', id: 'bundles/anonymous' })
  const loader = open()
  const last = await load(new URL('bundles/last.js', BASE).href, loader)
  assert.equal(last, ['application', 'library'])
  assert.is(await load('application', loader), last)
  assert.is(await load('bundles/twice'), 'first')
})

test('a module that a bundle has defined is not looked for', async () => {
  const loader = open({ library: 'bundles/last', application: 'bundles/last' })
  assert.is(await load('library', loader), 'library')
  assert.equal(await load('application', loader), ['application', 'library'])
})

test('modules in a circle see what has been exported so far', async () => {
  const a = await load<{ name: string; seenByB: string[]; later(): string }>('circles/a')
  assert.equal([a.name, a.seenByB, a.later()], ['a', [], 'a'])
  assert.equal(await load('circles/returns-a'), { b: { a: 'undefined' } })
  assert.equal(await load('circles/commonjs-a'), { name: 'a', b: ['object', 'a', true] })
  assert.equal(await load('circles/self'), { same: true })
})

test('a call of require for what has no exports yet is an error', async () => {
  const error = await failure(load('circles/too-early-a'))
  assert.is(error.requireType, 'notloaded')
  assert.is(
    error.message,
    'the module "circles/too-early-a" has not been loaded yet where "circles/too-early-b" requires it: ' +
      'the two need each other, and it does not use exports',
  )
})

interface Deferred {
  get(name: string): unknown
  load(...names: unknown[]): Promise<unknown[]>
  defined(name: string): boolean
  specified(name: string): boolean
}

test('require gives what is loaded, and loads what is not', async () => {
  const deferred = await load<Deferred>('deferred/main')
  assert.equal([deferred.defined('./other'), deferred.specified('./other')], [false, false])
  const error = await failure((async () => deferred.get('./other'))())
  assert.is(error.requireType, 'notloaded')
  assert.equal(error.requireModules, ['deferred/other'])
  assert.is(
    error.message,
    'the module "deferred/other" has not been loaded yet where "deferred/main" requires it: ' +
      'name it among the dependencies, or write require(["deferred/other"], callback)',
  )
  const loading = deferred.load('./other', 'require', 'forms/text')
  const [other, require, text] = await loading
  assert.equal([other, typeof require, text], [{ other: true }, 'function', 'text'])
  assert.is(deferred.get('./other'), other)
  assert.equal([deferred.defined('./other'), deferred.specified('./other')], [true, true])
  assert.throws(() => deferred.get(5 as unknown as string), /require takes an id, or an array/)
})

test('the require of a script loads what the script itself defines', async () => {
  const started = globalThis as { started?: string[] }
  await load('bundles/starts')
  while (started.started === undefined) await new Promise((resolve) => setTimeout(resolve, 1))
  assert.equal(started.started, ['started'])
  delete started.started
})

test('the require of a script is there when its factory runs, and later', async () => {
  const { load: loadOther } = await load<{ load(): Promise<unknown> }>('deferred/global')
  assert.equal(await loadOther(), { other: true })
})

test('a module that is defined late is found; without an id it is an error', async () => {
  const loader = open()
  const late = await load<{ named(): void; anonymous(): void }>('deferred/late', loader)
  late.named()
  assert.equal(await load('deferred/defined-late', loader), { other: { other: true } })
  assert.throws(() => late.anonymous(), /define\(\) without an id was called after .*late\.js had/)
})

test('a module for several loaders is taken for AMD', async () => {
  assert.equal(await load('umd'), { kind: 'AMD text' })
  // As in a session of `node -i`, where these are globals.
  const globals = globalThis as { module?: unknown; exports?: unknown }
  globals.module = { exports: {} }
  globals.exports = {}
  try {
    assert.equal(await load('umd'), { kind: 'AMD text' })
    assert.equal([globals.module, globals.exports], [{ exports: {} }, {}])
  } finally {
    delete globals.module
    delete globals.exports
  }
})

test('the globals are there while a script runs, and then what they were', async () => {
  const globals = globalThis as { define?: unknown; require?: unknown; requirejs?: unknown }
  globals.define = 'mine'
  try {
    assert.equal(await load('globals'), { define: 'object', require: true })
    assert.is(globals.define, 'mine')
    assert.not('require' in globals || 'requirejs' in globals)
    await failure(load('faulty/throws'))
    assert.is(globals.define, 'mine')
  } finally {
    delete globals.define
  }
})

test('import() works in a script', async () => {
  const { load: loadOther } = await load<{ load(): Promise<{ default: unknown }> }>('imports')
  assert.type((await loadOther()).default, 'function')
})

test('real UMD packages work', async () => {
  const loader = amdLoader({
    baseUrl: pathToFileURL(resolve('deepmerge/package.json').replace(/[^\\/]+$/, '')),
  })
  const merge = await load<(a: object, b: object) => object>('dist/umd', loader)
  assert.equal(merge({ a: { b: 1 } }, { a: { c: 2 } }), { a: { b: 1, c: 2 } })
  const rx = await load<typeof import('rxjs')>(
    pathToFileURL(
      resolve('rxjs/package.json').replace(/package\.json$/, 'dist/bundles/rxjs.umd.js'),
    ).href,
    loader,
  )
  assert.is(await rx.lastValueFrom(rx.range(1, 4).pipe(rx.reduce((a, b) => a + b))), 10)
})

test.run()
