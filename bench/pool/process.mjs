/** What the kernel tells of processes and threads. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

const textOf = (path) => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // It has ended, or this is not Linux.
    return ''
  }
}

const namesIn = (path) => {
  try {
    return readdirSync(path).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Nanoseconds count here, ticks of 10 ms elsewhere. */
const canMeter = textOf('/proc/self/schedstat') !== ''

const parentOf = (pid) => {
  const text = textOf(`/proc/${pid}/stat`)
  // The name of the program comes first and may hold anything, parentheses too.
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
}

/** The processes that this one started, and theirs. */
const descendants = () => {
  const parents = namesIn('/proc').map((pid) => [Number(pid), parentOf(pid)])
  const found = [process.pid]
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child)
  }
  return found.slice(1)
}

/** Microseconds that one thread has worked. */
const timeOfThread = (pid, thread) =>
  Number(textOf(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]) / 1000

/**
 * Microseconds that the main thread of a process has `worked`, and that it has `waited` for a processor; `undefined` where
 * nobody counts.
 */
export const mainThreadTimes = (pid) => {
  const text = textOf(`/proc/${pid}/task/${pid}/schedstat`)
  if (text === '') return undefined
  const [worked, waited] = text.split(' ').map((nanoseconds) => Number(nanoseconds) / 1000)
  return { worked, waited }
}

/** Microseconds that all threads of a process have worked. */
const timeOf = (pid) =>
  namesIn(`/proc/${pid}/task`).reduce((sum, thread) => sum + timeOfThread(pid, thread), 0)

const timeOfAll = (pids) => pids.reduce((sum, pid) => sum + timeOf(pid), 0)

/** Microseconds that all processes below this one have worked; `undefined` where nobody counts. */
export const timeBelow = () => (canMeter ? timeOfAll(descendants()) : undefined)

/** Whether it runs the same program as this one: a pool may have helpers that are none of its workers. */
const isNode = (pid) => {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === readlinkSync('/proc/self/exe')
  } catch {
    return false
  }
}

/** The processes of Node below this one. */
export const workersBelow = () => descendants().filter(isNode)

/** Megabytes of memory of each of them. */
export const workerMemory = () =>
  workersBelow().map((pid) => {
    const line = /VmRSS:\s*(\d+) kB/.exec(textOf(`/proc/${pid}/status`))
    return Number(line?.[1]) / 1024
  })

/**
 * Megabytes of memory that each process below this one has written and shares with no other, by its number; none where
 * nobody counts. What is only read, code above all, may be shared at any time.
 */
export const ownMemoryBelow = () =>
  Object.fromEntries(
    descendants()
      .map((pid) => [pid, /^Private_Dirty:\s*(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`))])
      .filter(([, size]) => size !== null)
      .map(([pid, [, size]]) => [pid, Number(size) / 1024]),
  )

/** Of this process: its main thread, and all that is not. */
const times = (areThreads) => {
  const own = timeOf(process.pid)
  const parent = areThreads ? timeOfThread(process.pid, process.pid) : own
  return { parent, workers: areThreads ? own - parent : timeBelow() }
}

/**
 * Starts to count processor time; gives what tells how many microseconds each of a number of calls took here and in
 * the workers, `undefined` where nobody counts.
 * @param areThreads where the workers are
 */
export const startMeter = (areThreads) => {
  if (!canMeter) return () => undefined
  const before = times(areThreads)
  return (calls) => {
    const after = times(areThreads)
    return {
      parent: (after.parent - before.parent) / calls,
      workers: (after.workers - before.workers) / calls,
    }
  }
}
