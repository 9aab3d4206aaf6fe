import { suite } from './suite.js'
import { poolContracts, workersOf } from './pool-contracts.js'

const test = suite('pool of shared workers', 60_000)

poolContracts(test, workersOf('shared'))

test.run()
