/** RequireJS itself says what is right, where both can do the same. */
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { Locations } from '../../src/loaders/amd/locations.js'
import { amdLoader } from './amd-modules.js'
import { suite } from '../suite.js'

interface ModuleMap {
  readonly id: string
  readonly url: string
}

type LocalRequire = ((
  ids: string[],
  done: (...values: unknown[]) => void,
  failed: (error: unknown) => void,
) => void) & { toUrl(name: string): string }

interface Context {
  readonly defined: Readonly<Record<string, unknown>>
  makeModuleMap(name: string, from: object | null, normal: boolean, map: boolean): ModuleMap
  makeRequire(from: object): LocalRequire
}

interface RequireJS {
  config(options: object): LocalRequire
  readonly s: { readonly contexts: Readonly<Record<string, Context>> }
}

const require = createRequire(import.meta.url)
const requirejs = require('requirejs') as RequireJS
const test = suite('amd and RequireJS')

const BASE = new URL('../fixtures/amd/', import.meta.url)
const LODASH = dirname(require.resolve('lodash-amd'))

let contexts = 0

/** A RequireJS that has loaded nothing yet. */
const fresh = (options: { baseUrl: string; paths?: Record<string, string> }) => {
  const context = `context ${(contexts += 1)}`
  const load = requirejs.config({ context, ...options, suppress: { nodeShim: true } })
  return {
    context: requirejs.s.contexts[context],
    load: (id: string) =>
      new Promise<unknown>((resolve, reject) => {
        load([id], (...values) => resolve(values[0]), reject)
      }),
  }
}

/** A module of its own for each, so that no order of loading can help. */
const both = async (id: string, baseUrl: string, paths: Record<string, string> = {}) => {
  const { namespace } = await amdLoader({ baseUrl, paths }).load(id)
  return [namespace['default'], await fresh({ baseUrl, paths }).load(id)]
}

const SAME = [
  'forms/object',
  'forms/text',
  'forms/zero',
  'forms/null',
  'forms/nothing',
  'forms/needs',
  'forms/only-needs',
  'forms/exports',
  'forms/module-exports',
  'forms/replaced-exports',
  'forms/commonjs',
  'forms/one-parameter',
  'forms/no-parameter',
  'forms/named',
  'forms/comments',
  'forms/special',
  'circles/returns-a',
  'circles/self',
  'ids/main',
  'ids/inner/deep',
  'bundles/all',
  'bundles/anonymous',
  'bundles/twice',
]

for (const id of SAME) {
  test(`${id} is the same`, async () => {
    const [ours, theirs] = await both(id, fileURLToPath(BASE))
    assert.equal(ours, theirs)
    if (id !== 'forms/nothing' && id !== 'forms/only-needs') assert.is.not(ours, undefined)
  })
}

test('a circle is the same', async () => {
  const circles = (await both('circles/a', fileURLToPath(BASE))) as {
    seenByB: string[]
    later(): string
  }[]
  const [ours, theirs] = circles.map(({ seenByB, later }) => [seenByB, later()])
  assert.equal(ours, theirs)
})

test('paths are the same', async () => {
  const paths = { forms: 'circles', 'forms/text': '../amd/ids/sibling', x: fileURLToPath(BASE) }
  for (const id of ['forms/self', 'forms/text', 'x/ids/inner/near']) {
    const [ours, theirs] = await both(id, fileURLToPath(BASE), paths)
    assert.equal(ours, theirs)
  }
})

test('a factory that throws gives the same error', async () => {
  const reasons = await Promise.allSettled([
    amdLoader({ baseUrl: BASE }).load('faulty/factory'),
    fresh({ baseUrl: fileURLToPath(BASE) }).load('faulty/factory'),
  ])
  const [ours, theirs] = reasons.map((reason) => String((reason as PromiseRejectedResult).reason))
  assert.is(ours, theirs)
})

const segment = fc.constantFrom('a', 'b', 'lib', 'a.b')
const id = fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => all.join('/'))
const place = fc.oneof(
  id,
  id.map((path) => `../${path}`),
  fc.constant('/root'),
)
const paths = fc.dictionary(id, place, { maxKeys: 4 })
const start = fc.constantFrom('', './', '../', '../../', './../', 'a/../', './b/.././')
const BASE_URL = 'file:///base/folder/'

test('names mean the same ids and URLs', () => {
  fc.assert(
    fc.property(start, id, id, paths, (start, rest, from, paths) => {
      const { context } = fresh({ baseUrl: BASE_URL, paths })
      const theirs = context.makeModuleMap(start + rest, { id: from, name: from }, false, true)
      const locations = new Locations(BASE_URL, new Map(Object.entries(paths)))
      const ours = locations.idOf(start + rest, { id: from, by: undefined })
      // RequireJS leaves some dots where a name leads out of the base.
      if (ours.startsWith('..')) return
      assert.is(ours, theirs.id)
      assert.is(locations.scriptOf(ours), new URL(theirs.url, BASE_URL).href)
    }),
    { numRuns: 1000 },
  )
})

test('toUrl gives the same', () => {
  // Without an extension, RequireJS takes for one what follows the last dot, also in `../../a`.
  const end = fc.constantFrom('.html', '.min.js', '/.hidden', '/page.js')
  fc.assert(
    fc.property(start, id, end, id, paths, (start, rest, end, from, paths) => {
      const name = start + rest + end
      const { context } = fresh({ baseUrl: BASE_URL, paths })
      const theirs = context.makeRequire({ id: from, name: from }).toUrl(name)
      const locations = new Locations(BASE_URL, new Map(Object.entries(paths)))
      if (locations.idOf(start + rest, { id: from, by: undefined }).startsWith('..')) return
      assert.is(locations.fileOf(name, from), new URL(theirs, BASE_URL).href)
    }),
    { numRuns: 1000 },
  )
})

const CALLS: readonly [string, (lodash: never) => unknown][] = [
  ['chunk', (chunk: (list: number[], size: number) => unknown) => chunk([1, 2, 3, 4, 5], 2)],
  ['camelCase', (camelCase: (text: string) => string) => camelCase('--foo-bar--')],
  ['isEqual', (isEqual: (a: unknown, b: unknown) => boolean) => isEqual({ a: [1] }, { a: [1] })],
  ['merge', (merge: (...objects: object[]) => object) => merge({ a: { b: 1 } }, { a: { c: 2 } })],
  [
    'template',
    (template: (text: string) => (data: object) => string) =>
      template('hello <%= name %>')({ name: 'Ada' }),
  ],
  ['cloneDeep', (cloneDeep: <T>(value: T) => T) => cloneDeep(new Map([[{ a: 1 }, new Set([2])]]))],
]

for (const [name, call] of CALLS) {
  test(`lodash-amd: ${name}`, async () => {
    const [ours, theirs] = await both(name, LODASH)
    assert.equal(call(ours as never), call(theirs as never))
  })
}

test('lodash-amd: all of its 600 files at once, and its bundle', async () => {
  const loader = amdLoader({ baseUrl: LODASH })
  const names = readdirSync(LODASH)
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.slice(0, -'.js'.length))
  assert.is(names.length > 600, true)
  const modules = await Promise.all(names.map((name) => loader.load(name)))
  const byName = new Map(names.map((name, i) => [name, modules[i]?.namespace['default']]))
  const main = byName.get('main') as Record<string, (...args: unknown[]) => unknown>
  const alone = byName.get('chunk') as (...args: unknown[]) => unknown
  assert.equal(alone([1, 2, 3], 2), main['chunk']?.([1, 2, 3], 2))
  const different = Object.keys(main).filter(
    (name) => typeof main[name] !== typeof byName.get(name),
  )
  assert.equal(different.toSorted(), ['VERSION', 'noConflict', 'runInContext'])
})

test('lodash-amd: outside of the base, by its URL', async () => {
  const url = pathToFileURL(require.resolve('lodash-amd/sortBy.js')).href
  const { namespace } = await amdLoader({ baseUrl: BASE }).load(url)
  const sortBy = namespace['default'] as (list: number[], by: (n: number) => number) => number[]
  assert.equal(
    sortBy([1, 3, 2], (n) => -n),
    [3, 2, 1],
  )
})

test.run()
