import { suite } from './suite.js'
import { dedicatedWorkers } from '../src/transports/browser/dedicated-workers.js'
import { transportContract } from '../test-node/contract/transport.js'

const test = suite('transport of dedicated workers')

const transport = dedicatedWorkers(
  ({ name }) => new Worker(new URL('./echo.worker.js', import.meta.url), { type: 'module', name }),
)

transportContract(test, 'dedicated worker', { transport, volume: 3_000_000, peerFlushes: true })

test.run()
