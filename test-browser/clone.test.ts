import { suite } from './suite.js'
import { buffersContract } from '../test-node/contract/buffers.js'
import { classesContract } from '../test-node/contract/classes.js'
import { cloneContract } from '../test-node/contract/clone.js'
import { createTrip } from '../test-node/contract/trip.js'
import { lacks } from './lacks.js'

const test = suite('clone in browsers')

cloneContract(test, createTrip, lacks)
classesContract(test, createTrip)
buffersContract(test, createTrip)

test.run()
