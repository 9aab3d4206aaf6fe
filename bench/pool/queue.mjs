/** What it takes to have many calls wait, in microseconds for each. */
import { median } from './statistics.mjs'

/** After so many milliseconds, nothing is done again. */
const ENOUGH = 2000

/** @returns promises, or `undefined` when it takes too long */
export const enqueue = (call, count, patience) => {
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
 * @param queues numbers of calls, each with how often that many are made
 * @param patience how many milliseconds it may take to make calls, and how many until they are done
 */
export const queue = async (call, queues, patience) => {
  const values = {}
  let last = 0
  for (const [count, times] of queues) {
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

/** What is measured of so many calls. */
export const measuresOf = (count) => [`enqueue-${count}`, `drain-${count}`]
