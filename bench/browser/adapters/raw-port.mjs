import { Batch } from '../batch.mjs'
import { Calls } from './raw-calls.mjs'

/** A message for each call. */
export const openEach = (port, close) => {
  const calls = new Calls((message, moved) => port.postMessage(message, moved))
  port.onmessage = ({ data }) => calls.answered(data)
  return calls.methods(close)
}

/** The calls of a turn in one message. */
export const openBatched = (port, close) => {
  const batch = new Batch(port)
  const calls = new Calls((message, moved) => batch.add(message, moved))
  port.onmessage = ({ data }) => {
    for (const answer of data) calls.answered(answer)
  }
  return calls.methods(close)
}
