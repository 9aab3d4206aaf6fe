/** The functions that every pool of the bench calls, and the size of the heap of their worker. */
import { collect } from '../../pool/collect.mjs'

export * from '../../pool/task.mjs'

/** In bytes. */
export const heapAfterCollection = () => {
  collect()
  return process.memoryUsage().heapUsed
}
