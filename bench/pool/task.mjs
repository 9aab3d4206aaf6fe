/** The functions that every pool calls. */
import { threadId } from 'node:worker_threads'

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
