/** Runs what is measured in one page. */
import { within } from '../../pool/within.mjs'
import { ADAPTERS } from '../adapters.mjs'
import { Subject } from './subject.mjs'

/** How long one workload may take, and how long the end of a pool. */
const PATIENCE = 30_000
const GRACE = 3000

// What cannot be ended here ends with the page.
const close = (pool) => within(GRACE, Promise.resolve(pool?.close())).catch(() => undefined)

const wanted = (workloads, only) =>
  workloads.filter(({ measures }) => measures.some((measure) => only?.includes(measure) ?? true))

/**
 * Workloads of one pool after each other. A workload gives its measures by name; `undefined` for what an adapter cannot
 * do. It is told the adapter and the round besides, and may need more patience than others.
 * @param open gives the pool that an adapter's name stands for, ready to be measured
 */
export const inOnePool = (workloads, open) => ({
  measures: workloads.flatMap(({ measures }) => measures),
  run: async (name, only, round) => {
    const outcomes = []
    let pool
    for (const { measures, run, patience = PATIENCE } of wanted(workloads, only)) {
      try {
        pool ??= await within(PATIENCE, open(name))
        const running = run(new Subject(pool), pool, { ...ADAPTERS[name], round })
        outcomes.push({ measures, values: await within(patience, running) })
      } catch (error) {
        outcomes.push({ measures, failed: String(error) })
        // A pool that failed once proves nothing in the next workload.
        await close(pool)
        pool = undefined
      }
    }
    await close(pool)
    return outcomes
  },
})

/** What begins before there is a library. @param run gives values for an adapter's name */
export const fromNothing = (measures, run) => ({
  measures,
  run: async (name) => {
    try {
      return [{ measures, values: await within(PATIENCE, run(name)) }]
    } catch (error) {
      return [{ measures, failed: String(error) }]
    }
  },
})
