/** What it takes to have many calls wait. */
import { collect } from './collect.mjs'
import { median } from './statistics.mjs'
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

/** After so many milliseconds, nothing is done again. */
const ENOUGH = 2000

/** Makes promises that wait, with the two functions without which they would wait in vain. */
const pendings = () => {
  const settlers = new Array(2 * MOST)
  let next = 0
  return () =>
    new Promise((resolve, reject) => {
      settlers[next++] = resolve
      settlers[next++] = reject
    })
}

/** @returns promises, or `undefined` when it takes too long */
const enqueue = (call, count, patience) => {
  const calls = new Array(count)
  const end = performance.now() + patience
  for (let i = 0; i < count; i++) {
    calls[i] = call()
    if ((i & 1023) === 0 && performance.now() > end) return undefined
  }
  return calls
}

/** @returns microseconds per call to have it made, and then to have its result; `undefined` when it takes too long */
const through = async (call, count, patience) => {
  const start = performance.now()
  const calls = enqueue(call, count, patience)
  if (calls === undefined) return undefined
  const queued = performance.now()
  for (const one of calls) await one
  const done = performance.now()
  return {
    enqueue: ((queued - start) * 1000) / count,
    drain: ((done - queued) * 1000) / count,
  }
}

/**
 * For each number of calls, until one would take too long by what the one before has taken.
 * @param patience milliseconds
 */
const throughAll = async (call, patience) => {
  const values = {}
  let last = 0
  for (const [count, times] of QUEUES) {
    if ((last * count) / 1000 > patience) break
    const told = []
    const end = performance.now() + ENOUGH
    do told.push(await through(call, count, patience))
    while (told.length < times && performance.now() < end)
    if (told.includes(undefined)) break
    values[`enqueue-${count}`] = median(told.map((once) => once.enqueue))
    values[`drain-${count}`] = median(told.map((once) => once.drain))
    last = values[`enqueue-${count}`] + values[`drain-${count}`]
  }
  return values
}

/** Bytes of heap, and microseconds, that each call takes which waits; nothing of it is ever done. */
const waiting = (call) => {
  collect()
  const before = heap()
  const start = performance.now()
  const calls = enqueue(call, MOST, ENQUEUE)
  const micros = ((performance.now() - start) * 1000) / MOST
  if (calls === undefined) return undefined
  collect()
  const bytes = (heap() - before) / MOST
  // Also so that they are still there.
  return calls.length === MOST ? { bytes, micros } : undefined
}

export const QUEUE_MEASURES = [
  ...QUEUES.flatMap(([count]) => [`enqueue-${count}`, `drain-${count}`]),
  'queue-memory',
]

/**
 * Leaves a pool with many calls that wait.
 * @param patience how many milliseconds it may take to make calls, and how many until they are done
 */
export const queue = async (call, patience) => {
  const values = await throughAll(call, patience)
  const before = QUEUES.map(([count]) => values[`enqueue-${count}`]).findLast(Boolean)
  if (before === undefined || (before * MOST) / 1000 > ENQUEUE) return values
  const promises = waiting(pendings())
  const calls = waiting(call)
  if (calls === undefined) return values
  return {
    [`enqueue-${MOST}`]: calls.micros,
    ...values,
    'queue-memory': calls.bytes - promises.bytes,
  }
}
