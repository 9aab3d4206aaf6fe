import { Pool } from 'invoke'
import { largeContract } from '../contract/large.js'
import { cancelContract } from '../contract/cancel.js'
import { coroutinesContract } from '../contract/coroutines.js'
import { livesContract } from '../contract/lives.js'
import { livingStreamsContract } from '../contract/living-streams.js'
import { observablesContract } from '../contract/observables.js'
import { poolContract, type PoolCase } from '../contract/pool.js'
import { suite } from '../suite.js'

const test = suite('pool of child processes', 60_000)

const processes: PoolCase = {
  open: (options) => new Pool(options),
  fixture: (name) => new URL(`../fixtures/${name}`, import.meta.url),
}
poolContract(test, processes)
largeContract(test, processes)
livesContract(test, processes)
coroutinesContract(test, processes)
livingStreamsContract(test, processes)
cancelContract(test, processes)
observablesContract(test, processes)

test.run()
