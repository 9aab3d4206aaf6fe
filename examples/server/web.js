/** A web server that draws a sign for every name. Runs in a worker, and knows nothing of it. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

/** Rounds of the hash: a request is to take a good deal of a processor. */
const ROUNDS = 300

const SIZE = 5

const hashOf = (name) => {
  let hash = createHash('sha256').update(name).digest()
  for (let i = 1; i < ROUNDS; i++) hash = createHash('sha256').update(hash).digest()
  return hash
}

/** Five by five squares, the same on the left and on the right. */
const draw = (name) => {
  const hash = hashOf(name)
  const squares = []
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const bit = hash[y * SIZE + Math.min(x, SIZE - 1 - x)] & 1
      if (bit === 1) squares.push(`<rect x="${x}" y="${y}" width="1" height="1"/>`)
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" ` +
    `fill="hsl(${hash[31]} 60% 45%)"><title>${name}</title>${squares.join('')}</svg>\n`
  )
}

const server = createServer((request, response) => {
  const [, name] = /^\/(\w+)\.svg$/.exec(request.url) ?? []
  if (name === undefined) {
    response.writeHead(404).end()
    return
  }
  const svg = draw(name)
  response.writeHead(200, {
    'content-type': 'image/svg+xml',
    'content-length': svg.length,
    // For the statistics: who drew it.
    'x-worker': process.pid,
  })
  response.end(svg)
})

/**
 * Serves a connection to its end: so long the worker is known to be busy with it.
 * @param {import('node:net').Socket} socket
 * @returns {Promise<void>}
 */
export const serve = (socket) =>
  new Promise((resolve) => {
    // A connection that its client resets is no error here; 'close' follows.
    socket.on('error', () => undefined)
    socket.once('close', () => resolve())
    server.emit('connection', socket)
  })
