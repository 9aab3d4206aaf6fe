/** Accepts connections and hands every one of them to a worker. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Retry, StartError, WorkerDeath } from 'invoke'

/** How often a connection is handed over that no worker has begun to serve. */
const MOST_TRIES = 3

const SORRY = 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

/** Whether a connection is still the front's, because no worker has begun to serve it. */
const isOurs = (error, socket) =>
  !socket.destroyed && (error instanceof StartError || (error instanceof Retry && !error.started))

/**
 * @param {import('invoke').Remote<typeof import('./web.js')>} web
 */
export const openFront = async (web) => {
  const counts = {
    /** Connections accepted. */
    accepted: 0,
    /** Served by one worker until they were closed. */
    served: 0,
    /** Closed by the death of the worker that served them. */
    cut: 0,
    /** Handed over once more. */
    again: 0,
    /** Answered here, because no worker would. */
    sorry: 0,
    /** Gone before it was their turn, for example because their client left. */
    gone: 0,
  }

  const handOver = async (socket) => {
    for (let tries = 1; ; tries++) {
      try {
        await web.serve(socket)
        counts.served++
        return
      } catch (error) {
        if (!isOurs(error, socket)) {
          if (error instanceof Retry || error instanceof WorkerDeath) counts.cut++
          else counts.gone++
          // The worker's end is closed already, or there never was one.
          socket.destroy()
          return
        }
      }
      if (tries === MOST_TRIES) break
      counts.again++
    }
    counts.sorry++
    socket.end(SORRY)
    // Whatever the client has sent is not read any more, and its end must not be waited for.
    socket.once('finish', () => socket.destroy())
  }

  // Paused: the first to read from a connection must be the worker.
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    counts.accepted++
    // Also while it waits for a worker: an error without a listener would end this process.
    socket.on('error', () => undefined)
    void handOver(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: server.address().port,
    counts,
    /** Accepts no more; resolves when every connection that was accepted is closed here. */
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
