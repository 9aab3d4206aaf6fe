import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { AmdLoader } from '../../src/loaders/amd/amd-loader.js'
import { amdLoader } from './amd-modules.js'
import { suite } from '../suite.js'
import { BASE, failure, load, open } from './amd-modules.js'

const test = suite('amd failures')

const short = (error: Error) => error.message.replaceAll(BASE.href, '').replace(/, open .*/, '')

const FAULTS: readonly [string, string, string][] = [
  [
    'faulty/chain-a',
    'scripterror',
    'cannot load the module "faulty/absent" from faulty/absent.js, needed by "faulty/chain-c", ' +
      'needed by "faulty/chain-b", needed by "faulty/chain-a": ENOENT: no such file or directory',
  ],
  [
    'faulty/silent',
    'nodefine',
    'cannot load the module "faulty/silent" from faulty/silent.js: ' +
      'the script never calls define(), so it is no AMD module',
  ],
  [
    'faulty/two-anonymous',
    'mismatch',
    'cannot load the module "faulty/two-anonymous" from faulty/two-anonymous.js: ' +
      'the script calls define() without an id more than once, and only one is its module',
  ],
  [
    'faulty/throws',
    'scripterror',
    'cannot load the module "faulty/throws" from faulty/throws.js: thrown by the script',
  ],
  [
    'faulty/plugin',
    'plugin',
    '"text!./page.html" asks for the plugin "text", needed by "faulty/plugin": the AMD loader has no plugins',
  ],
  [
    'faulty/plugin-call',
    'plugin',
    '"text!./page.html" asks for the plugin "text", needed by "faulty/plugin-call": the AMD loader has no plugins',
  ],
  ['text!page', 'plugin', '"text!page" asks for the plugin "text": the AMD loader has no plugins'],
  [
    'faulty/relative-id',
    'requireargs',
    'cannot load the module "faulty/relative-id" from faulty/relative-id.js: ' +
      'define() takes the full id of a module, not "./relative"',
  ],
  [
    'faulty/bad-dependency',
    'requireargs',
    'cannot load the module "faulty/bad-dependency" from faulty/bad-dependency.js: ' +
      'define() takes dependencies that are strings, not number',
  ],
  [
    'faulty/configures',
    'requireargs',
    'cannot load the module "faulty/configures" from faulty/configures.js: ' +
      'the options of the AMD loader are given to amd(), not by a script',
  ],
  ['', 'id', '"" is not the id of a module'],
  [
    'http://example.org/a.js',
    'scripterror',
    'cannot load the module "http://example.org/a.js": only scripts in files can be loaded in Node',
  ],
]

for (const [specifier, type, message] of FAULTS) {
  test(`an error says what is wrong with ${JSON.stringify(specifier)}`, async () => {
    const error = await failure(load(specifier))
    assert.equal([error.requireType, short(error)], [type, message])
  })
}

test('the cause of an error is what was thrown', async () => {
  const { cause } = await failure(load('faulty/throws'))
  assert.instance(cause, RangeError)
  assert.match(String((cause as Error).stack), /faulty[\\/]throws\.js:1:7/)
  const broken = open({ broken: '../broken' })
  const syntax = await failure(load('broken/amd', broken))
  assert.instance(syntax.cause, SyntaxError)
  assert.match(String((syntax.cause as Error).stack), /broken[\\/]amd\.js:2/)
})

test('what a factory throws is not wrapped', async () => {
  for (const id of ['faulty/factory', 'faulty/needs-factory']) {
    const error = await failure(load(id))
    assert.equal([error.name, error.message], ['RangeError', 'thrown by the factory'])
    assert.equal({ ...error }, { detail: 5 })
  }
})

test('the error callback of require is told', async () => {
  const needs =
    await load<Record<'silent' | 'factory' | 'plugin', () => Promise<unknown>>>('faulty/needs')
  const silent = await failure(needs.silent())
  assert.is(
    short(silent),
    'cannot load the module "faulty/silent" from faulty/silent.js, needed by "faulty/needs": ' +
      'the script never calls define(), so it is no AMD module',
  )
  assert.is((await failure(needs.factory())).message, 'thrown by the factory')
  assert.match(
    short(await failure(needs.plugin())),
    /needed by "faulty\/plugin", needed by "faulty/,
  )
})

/** A loader of a folder of its own, whose scripts a test writes. */
const withFolder = async (use: (loader: AmdLoader, write: Write) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'amd-'))
  try {
    await use(amdLoader({ baseUrl: folder }), (name, text) => {
      writeFileSync(join(folder, name), text)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
type Write = (name: string, text: string) => void

test('after a failure the next load tries again', () =>
  withFolder(async (loader, write) => {
    write('main.js', 'const top = 1; define(["part"], (part) => ({ part }))')
    assert.match((await failure(loader.load('main'))).message, /"part" from .* needed by "main"/)
    write('part.js', 'const top = 1; define(')
    assert.match((await failure(loader.load('main'))).message, /"part".*Unexpected end of input/)
    write('part.js', 'const top = 1; top.nothing.define()')
    assert.match((await failure(loader.load('main'))).message, /"part".*undefined/)
    write('part.js', 'const top = 1')
    assert.is((await failure(loader.load('main'))).requireType, 'nodefine')
    write('part.js', 'const top = 1; define({ done: true })')
    assert.equal(await load('main', loader), { part: { done: true } })
  }))

test('a factory that failed runs again, and with it those that need it in a circle', () =>
  withFolder(async (loader, write) => {
    write(
      'a.js',
      `let runs = 0
       define(['exports', './b', './c'], (exports, b, c) => {
         exports.runs = ++runs
         if (runs === 1) throw new Error('not yet')
         Object.assign(exports, { b, c })
       })`,
    )
    write(
      'b.js',
      'let runs = 0; define(["./a", "./c"], (a) => ({ runs: ++runs, seen: () => a.runs }))',
    )
    write('c.js', 'let runs = 0; define(() => ({ runs: ++runs }))')
    assert.is((await failure(loader.load('a'))).message, 'not yet')
    const a = await load<{ runs: number; b: { runs: number; seen(): number }; c: object }>(
      'a',
      loader,
    )
    assert.equal([a.runs, a.b.runs, a.b.seen(), a.c], [2, 2, 2, { runs: 1 }])
  }))

test('a script that another one has made unnecessary may be missing', () =>
  withFolder(async (loader, write) => {
    write('bundle.js', 'define("part", { bundled: true }); define("bundle", {})')
    write('main.js', 'define(["bundle", "part"], (bundle, part) => part)')
    await load('bundle', loader)
    assert.equal(await load('main', loader), { bundled: true })
  }))

test('an error of require that nobody takes is reported', async () => {
  const reported: unknown[] = []
  const globals = globalThis as { reportError?: (error: unknown) => void }
  const before = globals.reportError
  const { load: loadOther } = await load<{
    load(name: string, done?: () => void): void
  }>('deferred/careless')
  try {
    await new Promise<void>((resolve) => {
      globals.reportError = (error) => {
        if (reported.push((error as Error).message) === 2) resolve()
      }
      loadOther('faulty/factory')
      loadOther('forms/text', () => {
        throw new Error('from the callback')
      })
    })
  } finally {
    if (before === undefined) delete globals.reportError
    else globals.reportError = before
  }
  assert.equal(
    reported.map(String).toSorted((a, b) => (a < b ? -1 : 1)),
    ['from the callback', 'thrown by the factory'],
  )
})

const BAD: readonly [unknown, RegExp][] = [
  [undefined, /AMD loader options are an object/],
  [{}, /"baseUrl" is missing/],
  [{ baseUrl: './scripts' }, /"baseUrl" must be a file: URL or an absolute path, not string/],
  [{ baseUrl: 'http://example.org/' }, /"baseUrl" must be/],
  [{ baseUrl: 5 }, /"baseUrl" must be a file: URL or an absolute path, not 5/],
  [{ baseUrl: BASE, paths: { a: ['b', 'c'] } }, /"paths" must be an object whose values are/],
  [{ baseUrl: BASE, paths: { a: 'http://' } }, /paths.*"http:\/\/" for "a"/],
  [{ baseUrl: BASE, shim: {} }, /unknown AMD loader option "shim"; there are baseUrl, paths/],
]

for (const [options, message] of BAD) {
  test(`bad options are refused: ${message.source}`, () => {
    assert.throws(() => amdLoader(options as { baseUrl: string }), message)
  })
}

test.run()
