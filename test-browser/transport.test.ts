import { suite } from './suite.js'
import { dedicatedWorkers } from '../src/transports/browser/dedicated-workers.js'
import { sharedWorkers } from '../src/transports/browser/shared-workers.js'
import { transportContract } from '../test-node/contract/transport.js'

const test = suite('transports of browsers')

const transport = dedicatedWorkers(
  ({ name }) => new Worker(new URL('./echo.worker.js', import.meta.url), { type: 'module', name }),
)

const shared = sharedWorkers(
  ({ name }) =>
    new SharedWorker(new URL('./echo.worker.js', import.meta.url), { type: 'module', name }),
  { name: 'transport contract', limit: 100 },
)

transportContract(test, 'dedicated worker', { transport, volume: 3_000_000, peerFlushes: true })
transportContract(test, 'shared worker', {
  transport: shared,
  volume: 3_000_000,
  peerFlushes: true,
})

test.run()
