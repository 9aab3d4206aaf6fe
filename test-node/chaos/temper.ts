import type { PoolOptions } from 'invoke'
import type { Random } from './random.js'

/** What all calls of a run have in common. */
export interface Temper {
  /** Pools at a time. */
  readonly pools: number
  /** Calls at a time. */
  readonly width: number
  /** Milliseconds between two signals from outside, about. */
  readonly storm: number
  /** How often calls end their worker, as a part of how often they do at the most. */
  readonly deadliness: number
  /** Whether iterators are lost that are not at their end. */
  readonly forgetful: boolean
  /** Whether pools are replaced while they work. */
  readonly restless: boolean
  /** Whether the pools are killed by force, with calls outstanding. */
  readonly forced: boolean
  readonly options: PoolOptions
}

/** So little memory that a call exhausts it soon, and so much that all others have enough. */
const HEAP = '--max-old-space-size=160'

export const chooseTemper = (random: Random, limit: number, concurrency: number): Temper => {
  const recycle = random.chance(0.4) ? { calls: random.integer(2, 25) } : undefined
  const idleTimeout = random.chance(0.4) ? random.integer(20, 300) : undefined
  const minimum = random.chance(0.3) ? 1 : 0
  return {
    pools: random.chance(0.35) ? 2 : 1,
    width: random.pick([4, 16, 50, 150]),
    storm: random.pick([80, 200, 500]),
    deadliness: random.pick([0.15, 0.5, 1]),
    forgetful: random.chance(0.2),
    restless: random.chance(0.3),
    forced: random.chance(0.4),
    options: {
      limit,
      concurrency,
      minimum,
      execArgv: [HEAP],
      ...(recycle !== undefined && { recycle }),
      ...(idleTimeout !== undefined && { idleTimeout }),
    },
  }
}
