/** Tells a page when calls are due. */
import { tick } from '../../mixed/ticks.mjs'
import { now } from '../now.mjs'

self.onmessage = ({ data }) =>
  tick(data, now, (call) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
    self.postMessage(call)
  })
