/** What the kernel tells of the processor time of a browser: it holds on a busy machine as well. Linux only. */
import { readFileSync, readdirSync } from 'node:fs'

const textOf = (path) => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // It has ended.
    return ''
  }
}

const parentOf = (pid) => {
  const text = textOf(`/proc/${pid}/stat`)
  // The name of the program comes first and may hold anything, parentheses too.
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
}

/** This process's, and theirs. */
const descendants = () => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => [Number(pid), parentOf(pid)])
  const found = [process.pid]
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child)
  }
  return found.slice(1)
}

const threadsOf = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`)
  } catch {
    return []
  }
}

/** Microseconds that all processes below this one have worked; `undefined` where nobody counts. */
export const processorTime = () => {
  if (textOf('/proc/self/schedstat') === '') return undefined
  let sum = 0
  for (const path of descendants().flatMap(threadsOf)) sum += Number(textOf(path).split(' ')[0])
  return sum / 1000
}
