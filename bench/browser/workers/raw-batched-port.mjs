import { Batch } from '../batch.mjs'
import { answer } from './raw-answers.mjs'

/** The calls and the answers of a turn in one message. */
export const listen = (port) => {
  const batch = new Batch(port)
  const post = (message, moved) => batch.add(message, moved)
  port.onmessage = ({ data }) => {
    for (const call of data) answer(call, post)
  }
}
