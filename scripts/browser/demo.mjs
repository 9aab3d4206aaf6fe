import { build } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { listen } from './listen.mjs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('../../examples/mandelbrot/', import.meta.url)

/** What is served as it is. */
const FILES = ['index.html', 'style.css', 'icon.svg']

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript',
  '.map': 'application/json',
}

/**
 * The scripts, by their paths, as a bundler makes them of a user's project: the library is found by the package's own `exports`,
 * and a worker's entry is one of the bundle's.
 */
const bundle = async () => {
  const folder = fileURLToPath(FOLDER)
  const { outputFiles } = await build({
    entryPoints: ['main.js', 'mandelbrot.worker.js'],
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    sourcemap: true,
    write: false,
    logLevel: 'warning',
  })
  return outputFiles.map(({ path, contents }) => [
    `/${path.slice(folder.length).replaceAll('\\', '/')}`,
    contents,
  ])
}

const HEADERS = {
  'content-security-policy': "default-src 'self'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/**
 * Serves `examples/mandelbrot` on 127.0.0.1.
 * @param {number} [port] a free one by default
 */
export const serveDemo = async (port = 0) => {
  const scripts = new Map(await bundle())
  const contentOf = (path) =>
    FILES.includes(path.slice(1)) ? readFile(new URL(path.slice(1), FOLDER)) : scripts.get(path)

  const answer = async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1')
    const path = pathname === '/' ? '/index.html' : pathname
    const content = await contentOf(path)
    if (content === undefined) response.writeHead(404, HEADERS).end()
    else response.writeHead(200, { ...HEADERS, 'content-type': TYPES[extname(path)] }).end(content)
  }
  return listen((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500, HEADERS).end(String(error)))
  }, port)
}
