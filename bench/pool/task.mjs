/** The functions that every pool calls. */
import { threadId } from 'node:worker_threads'

export const noop = () => undefined

export const echo = (value) => value

/** Names the worker, after it was busy for a while: so that another one gets the next call. */
export const who = (ms) => {
  const end = performance.now() + ms
  while (performance.now() < end);
  return `${process.pid}/${threadId}`
}
