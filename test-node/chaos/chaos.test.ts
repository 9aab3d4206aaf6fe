import * as assert from 'uvu/assert'
import { suite } from '../suite.js'
import { violations } from './counts.js'
import { runTrial } from './trial.js'

const test = suite('chaos', 120_000)

const trials = [
  { seed: 1, calls: 500, limit: 2, concurrency: 4 },
  { seed: 2, calls: 500, limit: 3, concurrency: 1 },
  { seed: 5, calls: 500, limit: 3, concurrency: 4 },
]

// Elsewhere there is no /proc to count by, and signals are others.
for (const options of process.platform === 'linux' ? trials : []) {
  const { seed, calls, concurrency } = options
  test(`${calls} calls, ${concurrency} at a time in a worker, with the seed ${seed}`, async () => {
    const counts = await runTrial({ ...options, seconds: 8 })
    assert.equal(violations(counts), [], counts.faults.join('\n'))
    assert.ok(counts.resolved > counts.calls / 10, 'most calls came to nothing')
  })
}

test.run()
