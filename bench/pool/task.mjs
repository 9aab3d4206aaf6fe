/** The functions that every pool calls. */
import { getHeapStatistics } from 'node:v8'
import { threadId } from 'node:worker_threads'
import { makeItem } from '../items/workers/item.mjs'

export { look, parse, render } from '../mixed/task.mjs'

export const noop = () => undefined

export const echo = (value) => value

const CELL = new Int32Array(new SharedArrayBuffer(4))

/**
 * Names the worker, after it blocked for a while: so that another one gets the next call. It does not
 * spin, as asking the clock over and over leaves megabytes of garbage, which count as its memory.
 */
export const who = (ms) => {
  Atomics.wait(CELL, 0, 0, ms)
  return `${process.pid}/${threadId}`
}

/** How many bytes of this worker's own heap are in use, even if it is a thread. */
export const heap = () => getHeapStatistics().used_heap_size

export function* items(count) {
  for (let i = 0; i < count; i++) yield makeItem(i)
}

/** For pools that can hand a port to a call. */
export const postItems = ({ count, port }) => {
  for (const item of items(count)) port.postMessage(item)
}

/** For pools that leave the channel of a child to both ends. */
export const sendItems = (count) => {
  for (const item of items(count)) process.send(item)
}
