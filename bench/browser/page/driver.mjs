/** Runs in a page: measures one adapter there. */
import { within } from '../../pool/within.mjs'
import { Subject } from './subject.mjs'
import { settle, WORKLOADS } from './workloads.mjs'

/** How long one workload may take. */
const PATIENCE = 30_000

const WORKERS = 2

/** @param name of the adapter */
const open = async (name, workers) => {
  const { open } = await import(`/adapters/${name}.js`)
  return open(workers)
}

/** From before the library is fetched to the first result; with one worker, as the start of a second one is no help. */
const startCold = async (name) => {
  const start = performance.now()
  const pool = await open(name, 1)
  if ((await pool.noop()) !== undefined) throw new Error('another value came back')
  return performance.now() - start
}

const cold = async (name) => {
  const measures = ['cold']
  try {
    return [{ measures, values: { cold: await within(PATIENCE, startCold(name)) } }]
  } catch (error) {
    return [{ measures, failed: String(error) }]
  }
}

const warm = async (name, only) => {
  const outcomes = []
  let pool
  for (const { measures, run } of WORKLOADS) {
    if (only !== undefined && !measures.some((measure) => only.includes(measure))) continue
    try {
      if (pool === undefined) {
        pool = await within(PATIENCE, open(name, WORKERS))
        await within(PATIENCE, settle(new Subject(pool)))
      }
      const values = await within(PATIENCE, run(new Subject(pool), pool))
      outcomes.push({ measures, values })
    } catch (error) {
      outcomes.push({ measures, failed: String(error) })
      // A pool that failed once proves nothing in the next workload.
      await pool?.close()
      pool = undefined
    }
  }
  await pool?.close()
  return outcomes
}

/**
 * @param part `cold` or `warm`
 * @param only the measures that are wanted, or all
 */
globalThis.measure = (name, part, only) => {
  if (!crossOriginIsolated) throw new Error('the clock of this page is coarse')
  return part === 'cold' ? cold(name) : warm(name, only)
}
