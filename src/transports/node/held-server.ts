import type { Server } from 'node:net'
import { handleOf } from './leftovers.js'

type OnConnection = (this: unknown, status: number, client: unknown) => void

/**
 * A server that has come from another process accepts at once, before anyone here has said what to do with
 * its connections. They are kept until someone listens, or gives the handle to a server of their own.
 */
export const holdConnections = (server: Server): void => {
  const handle = handleOf(server) as { onconnection?: OnConnection } | null | undefined
  const own = handle?.onconnection
  // Undocumented; where it looks different, early connections go to nobody, as Node has it.
  if (!handle || typeof own !== 'function') return
  const early: [number, unknown][] = []
  let heir = own
  let released = false
  const release = () => {
    if (released) return
    released = true
    Object.defineProperty(handle, 'onconnection', {
      value: heir,
      writable: true,
      configurable: true,
      enumerable: true,
    })
    for (const [status, client] of early) heir.call(handle, status, client)
  }
  Object.defineProperty(handle, 'onconnection', {
    get: (): OnConnection => (status, client) => {
      early.push([status, client])
    },
    set: (listener: OnConnection) => {
      heir = listener
      // Whoever takes the handle says only afterwards that it is theirs.
      process.nextTick(release)
    },
    configurable: true,
    enumerable: true,
  })
  const listened = (name: string | symbol) => {
    if (name !== 'connection') return
    server.off('newListener', listened)
    // The listener is not there yet.
    process.nextTick(release)
  }
  server.on('newListener', listened)
}
