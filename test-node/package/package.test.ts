import * as assert from 'uvu/assert'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from '../suite.js'
import { installPackage } from './installed.js'
import { readSamples } from './samples.js'

const test = suite('package', 120_000)

const installed = installPackage()
test.after(() => installed.remove())

const run = (...parameters: string[]) =>
  execFileSync(process.execPath, parameters, { cwd: installed.folder, encoding: 'utf8' })

test('the package holds what its users need, and nothing else', () => {
  for (const name of ['dist/index.js', 'dist/child.cjs', 'dist/index.js.map', 'src/index.ts']) {
    assert.ok(installed.files.includes(name), name)
  }
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/types/index.d.ts.map']) {
    assert.ok(installed.files.includes(name), name)
  }
  const strange = installed.files.filter((name) => /test|bench|example|tsbuild|\.ci/.test(name))
  assert.equal(strange, [])
})

test('source maps and declaration maps lead to files that are there', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(installed.folder, 'node_modules/invoke', name), 'utf8')) as {
      sources: string[]
    }
  for (const name of ['dist/index.js.map', 'dist/child.cjs.map', 'dist/types/index.d.ts.map']) {
    const folder = name.slice(0, name.lastIndexOf('/'))
    for (const source of read(name).sources) {
      const path = join(folder, source).replaceAll('\\', '/')
      assert.ok(installed.files.includes(path), `${name}: ${path}`)
    }
  }
})

test('it is imported and works in an empty folder', () => {
  writeFileSync(join(installed.folder, 'sum.js'), 'export const sum = (a, b) => a + b\n')
  writeFileSync(
    join(installed.folder, 'main.js'),
    `import { invoke } from 'invoke'
     const sums = invoke(new URL('./sum.js', import.meta.url))
     console.log(await sums.sum(4, 6))`,
  )
  assert.is(run('main.js'), '10\n')
})

// For the stack of one, V8 reads the whole bundle once more: half as long as the start of a worker in a page.
test('no error is made while it is imported and a worker starts', () => {
  writeFileSync(
    join(installed.folder, 'count.cjs'),
    `globalThis.made = []
     for (const name of ['Error', 'TypeError', 'RangeError', 'SyntaxError']) {
       globalThis[name] = new Proxy(globalThis[name], {
         construct(target, parameters, called) {
           made.push(name + ': ' + parameters[0])
           return Reflect.construct(target, parameters, called)
         },
       })
     }`,
  )
  writeFileSync(join(installed.folder, 'made.js'), 'export const errors = () => made\n')
  writeFileSync(
    join(installed.folder, 'start.js'),
    `import { Pool } from 'invoke'
     const pool = new Pool({ execArgv: ['--require', './count.cjs'] })
     const there = pool.invoke(new URL('./made.js', import.meta.url))
     console.log(JSON.stringify([await there.errors(), made]))
     await pool.kill()`,
  )
  assert.is(run('--require', './count.cjs', 'start.js'), '[[],[]]\n')
})

test('the plugin for Rollup is there without Rollup', () => {
  writeFileSync(
    join(installed.folder, 'plugin.js'),
    `import { workers } from 'invoke/rollup'
     console.log(workers().name)`,
  )
  assert.is(run('plugin.js'), 'invoke-workers\n')
})

test('its types compile for a user with an older library, and without those of Node', () => {
  const write = (name: string, text: string) => writeFileSync(join(installed.folder, name), text)
  write(
    'user.ts',
    `import { invoke, Pool, Retry, type Transport } from 'invoke'
     import { workers } from 'invoke/rollup'
     const sums = invoke<{ sum(a: number, b: number): number }>({ href: 'file:///sum.js' })
     export const sum: Promise<number> = sums.sum(4, 6)
     export const pool = (transport: Transport) => new Pool({ limit: 2, transport })
     export const again = (error: unknown) => error instanceof Retry && error.started
     export const plugins: { name: string }[] = [workers()]`,
  )
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: 'nodenext',
    lib: ['es2022'],
    types: [],
  }
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['user.ts'] }))
  const compiler = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'))
  execFileSync(process.execPath, [compiler, '-p', installed.folder], { encoding: 'utf8' })
})

test('its types compile for the page of a user, and for the entry of its workers', () => {
  const write = (name: string, text: string) => writeFileSync(join(installed.folder, name), text)
  write(
    'page.ts',
    `import { configure, invoke, Pool, Retry } from 'invoke/browser'
     import { amd } from 'invoke/loaders'
     const worker = ({ name }: { name: string }) =>
       new Worker(new URL('./invoke.worker.js', import.meta.url), { type: 'module', name })
     configure({ worker })
     const sums = invoke<{ sum(a: number, b: number): number }>('./sum.js')
     export const sum: Promise<number> = sums.sum(4, 6)
     export const pool = new Pool({ limit: 2, worker })
     pool.setLoader(/x/, amd({ baseUrl: '/scripts' }))
     export const again = (error: unknown) => error instanceof Retry && error.started
     // @ts-expect-error -- an option of processes
     new Pool({ env: {} })`,
  )
  write(
    'invoke.worker.ts',
    `import { expose } from 'invoke/worker'
     expose({ './page.js': () => import('./page.js') })`,
  )
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    customConditions: ['browser'],
    lib: ['es2022', 'dom'],
    types: [],
  }
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions, files: ['page.ts', 'invoke.worker.ts'] }),
  )
  const compiler = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'))
  execFileSync(process.execPath, [compiler, '-p', installed.folder], { encoding: 'utf8' })
})

for (const { title, files, program, output } of readSamples()) {
  test(`the sample runs: ${title}`, () => {
    for (const [name, text] of files) writeFileSync(join(installed.folder, name), text)
    assert.is(run(program).trimEnd(), output.trimEnd())
  })
}

test.run()
