import { readdirSync, readFileSync } from 'node:fs'
import { isAlive } from './program.js'

/** A process of the system's. */
export interface SystemProcess {
  readonly pid: number
  readonly parent: number
  /** Its command line, with spaces between the parts. */
  readonly command: string
}

const read = (pid: number): SystemProcess | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before it may have spaces and brackets in it.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, parent: Number(parent), command }
  } catch {
    return undefined
  }
}

/** The children of a process, theirs, and so on. Only where there is /proc. */
export const descendantsOf = (root: number): SystemProcess[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(Number(name)))
    .filter((each) => each !== undefined)
  const below = (pid: number): SystemProcess[] =>
    all.filter(({ parent }) => parent === pid).flatMap((each) => [each, ...below(each.pid)])
  return below(root)
}

/** Those that still run, without those that only wait to be reaped. */
export const survivorsOf = (processes: readonly SystemProcess[]): SystemProcess[] =>
  processes.filter(({ pid, command }) => isAlive(pid) && read(pid)?.command === command)
