/** The memory of calls that wait. */
import { enqueue } from './queue.mjs'

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

/** A turn of the event loop: what was on the stack before may be taken for what is still needed. */
const turn = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 0)
  })

/** Bytes of heap, and microseconds, that each call takes which waits; nothing of it is ever done. */
const waiting = async (call, count, patience, collected) => {
  await turn()
  const before = collected()
  const start = performance.now()
  const calls = enqueue(call, count, patience)
  const micros = ((performance.now() - start) * 1000) / count
  if (calls === undefined) return undefined
  const bytes = (collected() - before) / count
  // Also so that they are still there.
  return calls.length === count ? { bytes, micros } : undefined
}

/** Apart, so that nothing of them is left when calls are made. */
const bytesOfPromise = async (count, collected) => {
  const { bytes } = await waiting(pendings(count), count, Infinity, collected)
  return bytes
}

/**
 * Leaves a pool with so many calls that wait.
 * @param patience how many milliseconds it may take to make them
 * @param collected collects garbage; gives the bytes of heap that are left
 * @returns `bytes` of each, less what a promise takes, and `micros` to make it; `undefined` when that takes too long
 */
export const backlog = async (call, count, patience, collected) => {
  const promise = await bytesOfPromise(count, collected)
  const calls = await waiting(call, count, patience, collected)
  return calls && { bytes: calls.bytes - promise, micros: calls.micros }
}
