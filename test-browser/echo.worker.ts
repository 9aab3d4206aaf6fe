/** A worker that runs the far end of the transport contract. */
import { PageLink, type DedicatedScope } from '../src/transports/browser/page-link.js'
import { echoPeer } from '../test-node/contract/transport.js'

const link = new PageLink(globalThis as unknown as DedicatedScope)

const peer = echoPeer({
  die: () => link.exit(),
  sleep: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  },
})

link.start((connection) => ({ ...peer(connection), closed: () => link.exit() }))
