/** A thread that says when a call is due. */
import { parentPort, workerData } from 'node:worker_threads'
import { now } from './now.mjs'
import { tick } from './ticks.mjs'

tick(workerData, now, (call) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
  parentPort.postMessage(call)
})
