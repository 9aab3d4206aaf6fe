/** What this process holds, as the system counts it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that descends from this one. */
export interface Descendant {
  readonly pid: number
  readonly command: string
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It is gone by now.
    return undefined
  }
}

/** Each process with its parent. What ended and waits to be reaped counts. */
const parents = (): Map<number, number> => {
  const found = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = read(`/proc/${name}/stat`)
    // The name of the program stands in parentheses, and may hold anything.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields !== undefined) found.set(Number(name), Number(fields[1]))
  }
  return found
}

export const descendants = (): Descendant[] => {
  const parentOf = parents()
  const isDescendant = (pid: number): boolean => {
    const parent = parentOf.get(pid)
    return parent !== undefined && (parent === process.pid || isDescendant(parent))
  }
  return [...parentOf.keys()]
    .filter(isDescendant)
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? '' }))
}

/** The shell that waits for the end of this process, to end its orphans. */
export const isWatch = ({ command }: Descendant): boolean => command.startsWith('sh -c \nentry=')

export const isWorker = (descendant: Descendant): boolean =>
  descendant.command.includes('child.cjs') && !isWatch(descendant)

/** What each open descriptor is. */
export const descriptors = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`)]
    } catch {
      // The one by which the folder itself is read.
      return []
    }
  })
