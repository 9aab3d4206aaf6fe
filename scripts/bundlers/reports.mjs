import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/**
 * Hears of what a policy has forbidden, by a server of its own: pages are not told of what happens in their workers.
 */
export const hearReports = async () => {
  const heard = []
  const hear = async (request, response) => {
    heard.push(`forbidden: ${await text(request)}`)
    response.writeHead(204).end()
  }
  const server = createServer((request, response) => void hear(request, response))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    /** To be added to the policy. */
    directive: `report-uri http://127.0.0.1:${server.address().port}/`,
    /** What was heard since the last time. */
    take: () => heard.splice(0),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
