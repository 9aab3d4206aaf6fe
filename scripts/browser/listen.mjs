import { createServer } from 'node:http'

/**
 * Serves on 127.0.0.1, and nobody else. Rejects when the port is taken.
 * @param {import('node:http').RequestListener} answer
 * @param {number} [port] a free one by default
 */
export const listen = async (answer, port = 0) => {
  const server = createServer(answer)
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
