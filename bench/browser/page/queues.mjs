/** Calls that wait, and then are done. */
import { measuresOf, queue } from '../../pool/queue.mjs'

/** How many calls wait, and how often that is done; the first only tell whether the next would take too long. */
const COUNTS = [
  [1000, 1],
  [10_000, 3],
  [100_000, 1],
]

/** How many milliseconds a queue may take to be empty again. */
const PATIENCE = { own: 15_000, rival: 5000 }

export const QUEUES = [
  {
    measures: COUNTS.slice(1).flatMap(([count]) => measuresOf(count)),
    patience: 2 * PATIENCE.own,
    run: (_subject, pool, { role }) =>
      queue(pool.noop, COUNTS, PATIENCE[role === 'own' ? 'own' : 'rival']),
  },
]
