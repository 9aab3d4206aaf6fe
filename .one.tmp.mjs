import { createStreamedTrip } from './test-node/contract/clone.ts'
import { values } from './test-node/contract/values.ts'
for (const [n,m] of Object.entries(values)) { console.log(n); createStreamedTrip(1)(m()) }
