import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { listen } from './listen.mjs'

/** @param {string} path */
const fromRoot = (path) => new URL(`../../${path}`, import.meta.url)

/** What the package's condition "browser" chooses, where that is another file than in Node. */
const BUILT = { invoke: 'browser', 'invoke/loaders': 'browser-loaders' }

/** Where the pages find what was built, and what stays a file of its own because workers load it by its URL. */
const places = {
  name: 'places',
  setup({ onResolve }) {
    onResolve({ filter: /^invoke(?:\/.*)?$/ }, ({ path }) => ({
      path: `/dist/${BUILT[path] ?? path.slice('invoke/'.length)}.js`,
      external: true,
    }))
    onResolve({ filter: /^\.\.\/test-node\/fixtures\// }, ({ path }) => ({
      path: path.slice(path.indexOf('/fixtures/')),
      external: true,
    }))
  },
}

/** One file as an ES module, with what it imports in it; or as a script for a classic worker, with the library in it, too. */
const bundle = async (path, format = 'esm') => {
  const result = await build({
    entryPoints: [path],
    absWorkingDir: fromRoot('.').pathname,
    bundle: true,
    format,
    target: 'es2022',
    platform: 'browser',
    sourcemap: 'inline',
    write: false,
    logLevel: 'silent',
    plugins: format === 'esm' ? [places] : [],
  })
  return result.outputFiles[0].text
}

/** Where programs of pages are shown, under names that differ. */
const GUIDES = ['docs/browser.md', 'README.md']

/** A file that a guide shows, as its reader would have it bundled: what it imports beside it stays apart. */
const sample = async (name) => {
  const guides = await Promise.all(GUIDES.map((guide) => readFile(fromRoot(guide), 'utf8')))
  const [, contents = ''] =
    guides
      .join('\n')
      .split('```js\n')
      .find((part) => part.startsWith(`// ${name}\n`))
      ?.match(/^([^]*?)^```$/m) ?? []
  const result = await build({
    stdin: { contents },
    bundle: true,
    format: 'esm',
    external: ['./*'],
    write: false,
    plugins: [places],
  })
  return result.outputFiles[0].text
}

const page = (name) => `<!doctype html>
<meta charset="utf-8">
<title>${name}</title>
<link rel="icon" href="data:,">
<script type="module" src="/test-browser/${name}.js"></script>
`

const SCRIPT = 'text/javascript'

/** What there is: the kind of content, and the content. */
const answerFor = async (path) => {
  const [, folder, name = ''] = /^\/([\w-]+)\/([\w./-]+)$/.exec(path) ?? []
  if (name.includes('..')) return undefined
  switch (folder) {
    case 'pages':
      return ['text/html', name === 'empty' ? '<!doctype html>' : page(name)]
    case 'dist':
      return [
        name.endsWith('.map') ? 'application/json' : SCRIPT,
        await readFile(fromRoot(`dist/${name}`)),
      ]
    case 'test-browser':
      return [SCRIPT, await bundle(`test-browser/${name.replace(/\.js$/, '.ts')}`)]
    case 'classic':
      return [SCRIPT, await bundle(`test-browser/${name.replace(/\.js$/, '.ts')}`, 'iife')]
    case 'guide':
      return [SCRIPT, await sample(name)]
    case 'fixtures':
      // What is broken is to be so in the browser, and scripts stay scripts: no bundler touches either.
      if (/^(?:broken|amd)\//.test(name))
        return [SCRIPT, await readFile(fromRoot(`test-node/fixtures/${name}`))]
      return [SCRIPT, await bundle(`test-node/fixtures/${name}`)]
    default:
      return undefined
  }
}

/** Whether a file is simply not there. */
const isMissing = (error) =>
  error.code === 'ENOENT' || error.errors?.some(({ text }) => text.startsWith('Could not resolve'))

/** With these, pages may have shared memory, and clocks are exact. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
}

/**
 * A policy as strict as sites have them: nothing but scripts of the same origin. Only to compile AMD scripts, as module workers
 * must, does a worker need more; it obeys the policy of its own script.
 */
const policyOf = (path) =>
  path === '/test-browser/entry.worker.js'
    ? "default-src 'self'; script-src 'self' 'unsafe-eval'"
    : "default-src 'self'; img-src data:"

/** What waits for a gate to be opened, by the names of gates: a worker that asks for one synchronously hangs meanwhile. */
class Gates {
  opened = new Set()
  reached = new Set()
  passing = new Map()
  watching = new Map()

  /** Answered when the gate is open. */
  pass(name, response) {
    this.reached.add(name)
    this.answer(this.watching, name)
    this.wait(this.passing, this.opened, name, response)
  }

  open(name, response) {
    this.opened.add(name)
    this.answer(this.passing, name)
    response.end()
  }

  /** Answered when anyone is at the gate. */
  watch(name, response) {
    this.wait(this.watching, this.reached, name, response)
  }

  wait(waiting, done, name, response) {
    if (done.has(name)) response.end()
    else waiting.set(name, [...(waiting.get(name) ?? []), response])
  }

  answer(waiting, name) {
    for (const response of waiting.get(name) ?? []) response.end()
    waiting.delete(name)
  }
}

/** Serves the tests on a port of its own of 127.0.0.1. */
export const serve = () => {
  const gates = new Gates()
  return listen((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1')
    const [, gate, name] = /^\/(pass|open|watch)\/(.+)$/.exec(pathname) ?? []
    if (gate !== undefined) {
      gates[gate](name, response.writeHead(204, HEADERS))
      return
    }
    const give = (status, type, content) => {
      const headers = { ...HEADERS, 'content-security-policy': policyOf(pathname) }
      response.writeHead(status, { ...headers, 'content-type': type }).end(content)
    }
    answerFor(pathname).then(
      (answer) => (answer === undefined ? give(404, 'text/plain', '') : give(200, ...answer)),
      (error) => {
        // Also to be read in the log of the run.
        if (!isMissing(error)) console.error(`${pathname}: ${error.message}`)
        give(isMissing(error) ? 404 : 500, 'text/plain', String(error))
      },
    )
  })
}
