/** Calls that wait, in Node. */
import { backlog } from './backlog.mjs'
import { collect } from './collect.mjs'
import { measuresOf, queue } from './queue.mjs'
import { heap } from './task.mjs'

/** How many calls wait, and how often that is done. */
const QUEUES = [
  [10_000, 3],
  [100_000, 1],
  [1_000_000, 1],
]

/** The most of them. */
const [MOST] = QUEUES.at(-1)

/** How many milliseconds it may take to make them if nobody waits for them: by what fewer of them have taken. */
const ENQUEUE = 20_000

export const QUEUE_MEASURES = [...QUEUES.flatMap(([count]) => measuresOf(count)), 'queue-memory']

const collected = () => {
  collect()
  return heap()
}

/**
 * Leaves a pool with many calls that wait.
 * @param patience milliseconds
 */
export const queues = async (call, patience) => {
  const values = await queue(call, QUEUES, patience)
  const before = QUEUES.map(([count]) => values[`enqueue-${count}`]).findLast(Boolean)
  if (before === undefined || (before * MOST) / 1000 > ENQUEUE) return values
  const waiting = await backlog(call, MOST, ENQUEUE, collected)
  if (waiting === undefined) return values
  return { [`enqueue-${MOST}`]: waiting.micros, ...values, 'queue-memory': waiting.bytes }
}
