/**
 * A thread that says when a call is due. Timers of the event loop come a millisecond apart, ten times as long as most
 * calls take, and a loop that looks at the clock would take a processor away from the workers.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { now } from './now.mjs'

/** Until everybody is ready, in milliseconds. */
const PAUSE = 100

const cell = new Int32Array(new SharedArrayBuffer(4))
const start = now() + PAUSE
for (const [i, after] of workerData.entries()) {
  const due = start + after
  const left = due - now()
  if (left > 0) Atomics.wait(cell, 0, 0, left)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
  parentPort.postMessage({ i, due })
}
