import { buffersContract } from '../contract/buffers.js'
import { classesContract } from '../contract/classes.js'
import { cloneContract } from '../contract/clone.js'
import { createStreamedTrip } from '../contract/trip.js'
import { suite } from '../suite.js'

// Chunks of a few bytes put off and cut whatever can be put off and cut.
for (const chunk of [40, 200, 1000]) {
  const test = suite(`clone in chunks of ${chunk}`)
  cloneContract(test, createStreamedTrip(chunk))
  classesContract(test, createStreamedTrip(chunk))
  buffersContract(test, createStreamedTrip(chunk))
  test.run()
}
