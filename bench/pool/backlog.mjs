/** The memory of calls that wait. */
import { enqueue } from './queue.mjs'

/** How many milliseconds it may take to make them. */
export const PATIENCE = 20_000

/** Makes promises that wait, with the two functions without which they would wait in vain. */
const pendings = (count) => {
  const settlers = new Array(2 * count)
  let next = 0
  return () =>
    new Promise((resolve, reject) => {
      settlers[next++] = resolve
      settlers[next++] = reject
    })
}

/** Bytes of heap, and microseconds, that each call takes which waits; nothing of it is ever done. */
const waiting = (call, count, collected) => {
  const before = collected()
  const start = performance.now()
  const calls = enqueue(call, count, PATIENCE)
  const micros = ((performance.now() - start) * 1000) / count
  if (calls === undefined) return undefined
  const bytes = (collected() - before) / count
  // Also so that they are still there.
  return calls.length === count ? { bytes, micros } : undefined
}

/** In a frame of its own, so that nothing of them is left when calls are made. */
const bytesOfPromise = (count, collected) => waiting(pendings(count), count, collected).bytes

/**
 * Leaves a pool with so many calls that wait.
 * @param collected collects garbage; gives the bytes of heap that are left
 * @returns `bytes` of each, less what a promise takes, and `micros` to make it; `undefined` when that takes too long
 */
export const backlog = (call, count, collected) => {
  const promise = bytesOfPromise(count, collected)
  const calls = waiting(call, count, collected)
  return calls && { bytes: calls.bytes - promise, micros: calls.micros }
}
