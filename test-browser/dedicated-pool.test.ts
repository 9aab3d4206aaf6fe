import { suite } from './suite.js'
import { poolContracts, workersOf } from './pool-contracts.js'

const test = suite('pool of dedicated workers', 60_000)

poolContracts(test, workersOf('dedicated'))

test.run()
