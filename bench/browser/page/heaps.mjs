/** What calls leave on the heap. */
import { allocation } from '../../pool/allocation.mjs'
import { backlog } from '../../pool/backlog.mjs'
import { collectedHeap, heap } from '../heap.mjs'

const OUTSTANDING = 64

const WARM_UP = 1000
const TIME = 500

/** How many calls wait, and how many milliseconds it may take to make them. */
const WAITING_CALLS = 30_000
const PATIENCE = 4000

export const ALLOCATION = [
  {
    measures: ['heap-parent', 'heap-worker'],
    run: async (_subject, pool) => {
      const { parent, worker } = await allocation(pool, heap, OUTSTANDING, WARM_UP, TIME)
      return { 'heap-parent': parent, 'heap-worker': worker }
    },
  },
]

export const WAITING = [
  {
    measures: ['queue-memory'],
    run: async (_subject, pool) => {
      const waiting = await backlog(pool.noop, WAITING_CALLS, PATIENCE, collectedHeap)
      return { 'queue-memory': waiting?.bytes }
    },
  },
]
