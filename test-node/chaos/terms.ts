import type { CallOptions } from 'invoke'
import type { Deed } from './deed.js'
import type { Random } from './random.js'

/** The options of one call, and how its signal behaves. */
export interface Terms {
  readonly options: CallOptions
  /** The reason of the abort, where it has a signal of its own. */
  readonly reason: Error | undefined
  /** Whether the signal had aborted before the call. */
  readonly refused: boolean
}

const LOCKS = ['a', ['b'], ['a', 'b'], ['b', 'c', 'c', 'a']]

const clocks = (random: Random): CallOptions => {
  const which = random.weighted({ none: 85, timeout: 10, deadline: 5 })
  if (which === 'none') return {}
  return { [which]: random.integer(2, 400) }
}

const retries = (random: Random): CallOptions =>
  random.chance(0.3) ? { retries: random.integer(0, 3) } : {}

const windows = (random: Random): CallOptions =>
  random.chance(0.1)
    ? { window: random.pick([0, 1, 100]), windowBytes: random.pick([0, 5000]) }
    : {}

/** What says where and beside what it may run, and when. */
const order = (random: Random): CallOptions => ({
  ...(random.chance(0.3) && { lock: random.pick(LOCKS) }),
  ...(random.chance(0.2) && { key: random.integer(1, 6) }),
  ...(random.chance(0.05) && { exclusive: true }),
  ...(random.chance(0.1) && { priority: random.pick([1 / 8, 1 / 2, 3, 8]) }),
})

/** Chooses the options of a call; those of its deed count. @param shared a signal that never aborts */
export const chooseTerms = (id: number, random: Random, deed: Deed, shared: AbortSignal): Terms => {
  const grace = random.pick([0, 20, 200])
  const options = {
    grace,
    ...clocks(random),
    ...retries(random),
    ...windows(random),
    ...order(random),
  }
  const which = random.weighted({ none: 80, own: 10, refused: 1, shared: 9 })
  const after = random.integer(0, 200)
  if (which === 'none')
    return { options: { ...options, ...deed.options }, reason: undefined, refused: false }
  if (which === 'shared') {
    return {
      options: { ...options, signal: shared, ...deed.options },
      reason: undefined,
      refused: false,
    }
  }
  const controller = new AbortController()
  const reason = new RangeError(`aborted for ${id}`)
  const refused = which === 'refused'
  if (refused) controller.abort(reason)
  else setTimeout(() => controller.abort(reason), after).unref()
  const { signal } = controller
  return { options: { ...options, signal, ...deed.options }, reason, refused }
}
