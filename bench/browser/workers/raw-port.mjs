import { answer } from './raw-answers.mjs'

/** A message for each call, and for each answer. */
export const listen = (port) => {
  const post = (message, moved) => port.postMessage(message, moved)
  port.onmessage = ({ data }) => answer(data, post)
}
