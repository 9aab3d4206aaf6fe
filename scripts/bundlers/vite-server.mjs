import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EXAMPLE } from './builds.mjs'

/** What the command for development does, with nothing from an earlier time. */
export const serveVite = async (cacheDir, policy) => {
  const path = createRequire(join(EXAMPLE, 'package.json')).resolve('vite')
  const { createServer } = await import(pathToFileURL(path).href)
  const server = await createServer({
    root: join(EXAMPLE, 'app'),
    configFile: join(EXAMPLE, 'vite/vite.config.js'),
    cacheDir,
    logLevel: 'warn',
    server: {
      host: '127.0.0.1',
      port: 0,
      headers: { 'content-security-policy': policy },
    },
  })
  await server.listen()
  return {
    url: `http://127.0.0.1:${server.httpServer.address().port}/`,
    close: () => server.close(),
  }
}
