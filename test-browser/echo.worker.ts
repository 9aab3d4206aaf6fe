/** A worker, dedicated or shared, that runs the far end of the transport contract. */
import { isShared, listenToPages } from '../src/transports/browser/pages.js'
import { travelOf } from '../src/transports/browser/native.js'
import { WorkerLife, type WorkerScope } from '../src/transports/browser/worker-life.js'
import { echoPeer } from '../test-node/contract/echo-peer.js'

const scope = globalThis as unknown as WorkerScope

const life = new WorkerLife(scope, {
  travelOf,
  place: () => ({ href: location.href, type: 'module' }),
  lock: isShared(scope) ? scope.name : undefined,
  closing: () => undefined,
})

const sleep = () => {
  const end = performance.now() + 200
  while (performance.now() < end);
}

const peer = echoPeer({ die: () => life.exit(), sleep })

listenToPages(scope, life, (link) => {
  link.start((connection) => ({
    ...peer(connection),
    closed: () => {
      if (life.remove(link)) life.exit()
    },
  }))
})
