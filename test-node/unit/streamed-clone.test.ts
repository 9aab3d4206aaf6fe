import { cloneContract, createStreamedTrip } from '../contract/clone.js'
import { suite } from '../suite.js'

// Chunks of a few bytes put off and cut whatever can be put off and cut.
for (const chunk of [40, 200, 1000]) {
  const test = suite(`clone in chunks of ${chunk}`)
  cloneContract(test, createStreamedTrip(chunk))
  test.run()
}
