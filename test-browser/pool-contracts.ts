import { Pool } from 'invoke/browser'
import { cancelContract } from '../test-node/contract/cancel.js'
import { coroutinesContract } from '../test-node/contract/coroutines.js'
import { largeContract } from '../test-node/contract/large.js'
import { livesContract } from '../test-node/contract/lives.js'
import { livingStreamsContract } from '../test-node/contract/living-streams.js'
import { observablesContract } from '../test-node/contract/observables.js'
import { poolContract, type PoolCase } from '../test-node/contract/pool.js'
import type { Suite } from '../test-node/contract/suite.js'
import { lacks } from './lacks.js'

/** Pools of one kind of worker, each with workers of its own. */
export const workersOf = (transport: 'dedicated' | 'shared'): PoolCase => ({
  open: (options = {}) =>
    new Pool({
      ...options,
      transport,
      worker: ({ name }) =>
        new Worker(new URL('./pool.worker.js', import.meta.url), { type: 'module', name }),
    }),
  fixture: (name) => new URL(`/fixtures/${name}`, location.origin),
  lacks,
})

/** Everything that pools must do, of whatever workers. */
export const poolContracts = (test: Suite, workers: PoolCase): void => {
  poolContract(test, workers)
  largeContract(test, workers)
  livesContract(test, workers)
  coroutinesContract(test, workers)
  livingStreamsContract(test, workers)
  cancelContract(test, workers)
  observablesContract(test, workers)
}
