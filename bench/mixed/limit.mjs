/** What servers could reach that lose no time between two calls: computed, not measured. */
import { outcomeOf } from './outcome.mjs'

/**
 * Who has begun is not interrupted.
 * @param rank the lower, the sooner; first come, first served among equals
 * @returns when each call is done
 */
const simulate = (calls, servers, rank) => {
  const free = new Float64Array(servers)
  const lines = new Map(calls.map((call) => [rank(call), []]).toSorted(([a], [b]) => a - b))
  const until = new Float64Array(calls.length)
  let come = 0
  let waiting = 0
  for (let served = 0; served < calls.length; served++) {
    const server = free.indexOf(Math.min(...free))
    // A server for which nobody waits is there for the next to come.
    const now = waiting > 0 ? free[server] : Math.max(free[server], calls[come].due)
    for (; come < calls.length && calls[come].due <= now; come++, waiting++) {
      lines.get(rank(calls[come])).push(come)
    }
    const line = [...lines.values()].find(({ length }) => length > 0)
    const next = line.shift()
    waiting--
    free[server] = now + calls[next].kind.cpu
    until[next] = free[server]
  }
  return until
}

/** The same as what a pool tells of one part. */
const outcome = (rank) => (part, calls, servers) => {
  const since = Float64Array.from(calls, ({ due }) => due)
  const until = simulate(calls, servers, rank)
  return { measures: part.measures, values: outcomeOf(part.name, calls, { since, until }) }
}

export const LIMITS = {
  'limit, shortest first': outcome(({ kind }) => kind.cpu),
  'limit, first come': outcome(() => 0),
}
