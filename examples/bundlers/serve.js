/** Serves what was built, under the strictest policy that there is for workers: `npm run serve`. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

export const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'"

const HERE = fileURLToPath(new URL('.', import.meta.url))

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.map': 'application/json' }

/** Vite builds the page as well; the others only its script, which is no module in two of webpack's builds. */
const pageOf = (name) =>
  /^webpack(?:-dev)?$/.test(name) ? join(HERE, 'webpack/index.html') : join(HERE, 'app/index.html')

/** The files in which the answer may be, the best one first. */
const filesFor = (folder, path) => {
  const [, name, file] = /^\/([\w-]+)\/((?:[\w-]+\/)*[\w.-]+)?$/.exec(path) ?? []
  if (name === undefined) return []
  if (file !== undefined) return [join(folder, name, file)]
  return [join(folder, name, 'index.html'), pageOf(name)]
}

/**
 * @param {string} folder with a folder for each build
 * @param {string} policy
 * @param {number} port
 */
export const serve = async (folder, policy, port) => {
  const answer = async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1')
    response.setHeader('content-security-policy', policy)
    for (const file of filesFor(folder, pathname)) {
      const content = await readFile(file).catch(() => undefined)
      if (content === undefined) continue
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      return response.end(content)
    }
    return response.writeHead(404).end()
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(join(HERE, 'dist'), POLICY, 8080)
  console.log(`http://127.0.0.1:${server.address().port}/rollup/, and so on for each build`)
}
