/** What every worker can do. */
import { makeItem } from '../items/workers/item.mjs'
import { compute } from '../mixed/task.mjs'
import { collectedHeap, heap as heapHere } from './heap.mjs'

export { look, parse, render } from '../mixed/task.mjs'

export const noop = () => undefined

export const echo = (value) => value

export function* items(count) {
  for (let i = 0; i < count; i++) yield makeItem(i)
}

export const fail = () => {
  throw Object.assign(new RangeError('too far', { cause: new Map([['by', 3]]) }), { code: 'EFAR' })
}

const NAME = crypto.randomUUID()

/** Names the worker, after it was busy for a while: so that another one gets the next call. */
export const who = (ms) => {
  compute(ms)
  return NAME
}

/** How many bytes of this worker's own heap are in use. */
export const heap = (isCollected) => (isCollected ? collectedHeap() : heapHere())
