/** What the kernel tells of the processes that this one started. */
import { readFileSync, readdirSync } from 'node:fs'

const TICK = 10_000

const statOf = (pid) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name of the program comes first and may hold anything, parentheses too.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

export const hasProc = () => statOf(process.pid) !== undefined

const children = () =>
  readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(statOf(name)?.[1]) === process.pid,
  )

/** Megabytes of memory of each child. */
export const childMemory = () =>
  children().map((pid) => {
    const line = /VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
    return Number(line?.[1]) / 1024
  })

/** Microseconds of processor time of this process and its children, in steps of 10 ms. */
const processorTime = () => {
  const { user, system } = process.cpuUsage()
  let sum = user + system
  for (const pid of children()) {
    const stat = statOf(pid)
    if (stat !== undefined) sum += (Number(stat[11]) + Number(stat[12])) * TICK
  }
  return sum
}

/** Starts to count processor time; gives what tells how much each of a number of calls took. */
export const startMeter = () => {
  if (!hasProc()) return () => undefined
  const before = processorTime()
  return (calls) => (processorTime() - before) / calls
}
