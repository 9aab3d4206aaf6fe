import { collectedHeap } from '../heap.mjs'
import { open } from './pools.mjs'

/** Calls before a worker is left alone, and for how many milliseconds. */
const CALLS = 200
const REST = 500

/** How many milliseconds a browser takes until it does nothing of its own any more for a page that was opened. */
const SETTLING = 3000

const kilobytes = (bytes) => bytes / 1024

/** When the pool has worked and then rested: bytes of heap in the page, and megabytes of each process of the browser. */
const rested = async (pool, ms) => {
  for (let i = 0; i < CALLS; i++) await pool.noop()
  await new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
  const heap = collectedHeap()
  return { heap, browser: await globalThis.browserMemory() }
}

/** Of the processes that are still there: pages of others may be ending. `undefined` where nobody counts. */
const grown = (before, after) => {
  const sizes = Object.entries(after)
  if (sizes.length === 0) return undefined
  return sizes.reduce((sum, [pid, size]) => sum + size - (before[pid] ?? 0), 0)
}

/** The memory of one worker, and what its pool takes in the page and in the browser. */
export const idle = async (name) => {
  // The same without a pool, so that what it needs by itself is there before.
  const before = await rested({ noop: () => Promise.resolve() }, SETTLING)
  const pool = await open(name, 1)
  const after = await rested(pool, REST)
  return {
    memory: kilobytes(await pool.heap(true)),
    growth: kilobytes(after.heap - before.heap),
    'browser-growth': grown(before.browser, after.browser),
  }
}
