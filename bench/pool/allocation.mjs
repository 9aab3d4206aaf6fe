/** What calls leave on the heap. */
import { median } from './statistics.mjs'

/** Calls between two looks at the heap: less than what makes it be collected. */
const BETWEEN = 250

const burst = (call, outstanding) => {
  let left = BETWEEN
  const lane = async () => {
    while (left-- > 0) await call()
  }
  return Promise.all(Array.from({ length: outstanding }, lane))
}

/**
 * Bytes of heap per call that does nothing, here and in the worker, which must be the only one.
 * @param heap of this side
 */
export const allocation = async (pool, heap, outstanding, warmUp, ms) => {
  const { noop, heap: heapThere } = pool
  const warm = performance.now() + warmUp
  while (performance.now() < warm) await burst(noop, outstanding)
  const [parent, worker] = [[], []]
  const end = performance.now() + ms
  while (performance.now() < end || parent.length === 0 || worker.length === 0) {
    const thereBefore = await heapThere()
    const before = heap()
    await burst(noop, outstanding)
    const grown = heap() - before
    const grownThere = (await heapThere()) - thereBefore
    // Where it went down, it was collected meanwhile.
    if (grown > 0) parent.push(grown / BETWEEN)
    if (grownThere > 0) worker.push(grownThere / BETWEEN)
  }
  return { parent: median(parent), worker: median(worker) }
}
