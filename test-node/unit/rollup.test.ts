import * as assert from 'uvu/assert'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { rollup, type OutputChunk, type Plugin } from 'rollup'
import { workers } from '../../src/rollup.js'
import { suite } from '../suite.js'

const test = suite('the plugin for Rollup')

const folder = mkdtempSync(join(tmpdir(), 'invoke-rollup-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

type Files = Readonly<Record<string, string>>

let sets = 0

/** What becomes of a page, by the names of the files without hashes. */
const build = async (files: Files, plugins: readonly Plugin[] = [workers()]) => {
  const root = join(folder, String(++sets))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const bundle = await rollup({ input: join(root, 'page.js'), plugins: [...plugins] })
  const { output } = await bundle.generate({ format: 'es', sourcemap: true })
  await bundle.close()
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk')
  const code = new Map(
    chunks.map((chunk) => [chunk.fileName.replace(/-[\w-]{8}\.js$/, '.js'), chunk.code]),
  )
  const page = chunks.find(({ isEntry, name }) => isEntry && name === 'page') as OutputChunk
  return { code, page, names: chunks.map(({ fileName }) => fileName) }
}

/** The message of the error that a build ends with. */
const failure = (files: Files) =>
  build(files).then(
    () => {
      throw new Error('it was built')
    },
    (error: Error & { loc?: { file?: string; line: number; column: number } }) => error,
  )

const made = (path: string, kind = 'Worker') =>
  `new ${kind}(new URL('${path}', import.meta.url), { type: 'module', name })`

const named = (code: string) =>
  [...code.matchAll(/new (\w+)\(new URL\("([^"]+)", import\.meta\.url\)/g)].map(
    ([, kind, path]) => [kind, path],
  )

test('workers of both kinds become files, which are named in place of their sources', async () => {
  const { code, page, names } = await build({
    'page.js': `
      export const own = (name) => ${made('./own.worker.js')}
      export const shared = (name) => ${made('./deep/shared.worker.js', 'SharedWorker')}`,
    'own.worker.js': `import { help } from './help.js'; help('own')`,
    'deep/shared.worker.js': `import('../lazy.js').then(({ lazy }) => lazy('shared'))`,
    'help.js': `export const help = (text) => console.log('help', text)`,
    'lazy.js': `export const lazy = (text) => console.log('lazy', text)`,
  })
  assert.equal([...code.keys()].toSorted(), [
    'lazy.js',
    'own.worker.js',
    'page.js',
    'shared.worker.js',
  ])
  const urls = named(page.code)
  assert.equal(
    urls.map(([kind]) => kind),
    ['Worker', 'SharedWorker'],
  )
  for (const [, path = ''] of urls) assert.ok(names.includes(path.slice('./'.length)), path)
  assert.match(code.get('own.worker.js') as string, /console\.log\('help'/)
  assert.match(code.get('shared.worker.js') as string, /import\('\.\/lazy-[\w-]{8}\.js'\)/)
  assert.match(page.code, /import\.meta\.url\), \{ type: 'module', name \}\)/)
})

test('a worker that is made in two places, or by a worker, is built once', async () => {
  const { code, page } = await build({
    'page.js': `
      import { other } from './other.js'
      export const both = (name) => [${made('./first.worker.js')}, other(name)]`,
    'other.js': `export const other = (name) => ${made('first.worker.js')}`,
    'first.worker.js': `console.log('first', ${made('./second.worker.js')})`,
    'second.worker.js': `console.log('second', ${made('./first.worker.js')})`,
  })
  assert.equal([...code.keys()].toSorted(), ['first.worker.js', 'page.js', 'second.worker.js'])
  const urls = new Set(named(page.code).map(([, path]) => path))
  assert.is(urls.size, 1)
  assert.match([...urls].join(), /^\.\/first\.worker-[\w-]{8}\.js$/)
})

test('whatever is no worker of the page is left as it is', async () => {
  const source = `
const path = './missing.js';
const log = console.log;
log(new URL('./picture.png', import.meta.url));
log("new Worker(new URL('./missing.js', import.meta.url))");
// new Worker(new URL('./missing.js', import.meta.url))
log(new Worker(path), new Worker(new URL(path, import.meta.url)));
log(new Worker(new URL('./missing.js', location.href)));
log(new Worker(new URL('/missing.js', import.meta.url)));
log(new Worker(new URL('https://example.org/missing.js', import.meta.url)));
log(new Worker(new URL('./missing.js', import.meta['url'])));
log(new Worklet(new URL('./missing.js', import.meta.url)));
`
  const { code, page } = await build({ 'page.js': source })
  assert.equal([...code.keys()], ['page.js'])
  assert.ok(page.code.includes(source.trim()), page.code)
})

test('a worker without a file is an error that says which, and where', async () => {
  const error = await failure({
    'page.js': `export const make = (name) =>\n  ${made('./gone.js')}`,
  })
  assert.match(error.message, /there is no file \.\/gone\.js to make a worker of/)
  assert.match(error.loc?.file as string, /page\.js$/)
  assert.equal([error.loc?.line, error.loc?.column], [2, '  new Worker(new URL('.length])
})

test('it sees what other plugins make of a module, also those behind it', async () => {
  const language: Plugin = {
    name: 'language',
    transform: (code) => ({
      code: code.replace('a worker of', 'new Worker(new URL(').replace(';', ', import.meta.url));'),
      map: { mappings: '' },
    }),
  }
  const aliases: Plugin = {
    name: 'aliases',
    resolveId: (source, importer) =>
      source === './alias.js' ? join(dirname(importer as string), 'own.worker.js') : null,
  }
  const { code } = await build(
    { 'page.js': `a worker of './alias.js';`, 'own.worker.js': `console.log('own')` },
    [workers(), language, aliases],
  )
  assert.equal([...code.keys()].toSorted(), ['own.worker.js', 'page.js'])
})

test('source maps lead behind a worker on its line', async () => {
  const line = `console.log(${made('./own.worker.js')}, marked)`
  const { page } = await build({ 'page.js': line, 'own.worker.js': `console.log('own')` })
  const [before = ''] = page.code.split('marked')
  const lines = before.split('\n')
  const map = new SourceMap(
    JSON.parse(String(page.map)) as ConstructorParameters<typeof SourceMap>[0],
  )
  const entry = map.findEntry(lines.length - 1, lines.at(-1)?.length ?? 0)
  assert.ok('originalColumn' in entry)
  assert.equal([entry.originalLine, entry.originalColumn], [0, line.indexOf('marked')])
})

test.run()
