/** The ways in which a process ends itself without an event that tells. */
import { constants } from 'node:os'

/** Signals that end no process unless it asks for that, or that Node takes for itself. */
const HARMLESS: ReadonlySet<string> = new Set([
  'SIGCHLD',
  'SIGCONT',
  'SIGPIPE',
  'SIGPROF',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGUSR1',
  'SIGWINCH',
])

const nameOf = (signal: string | number): string | undefined => {
  if (typeof signal === 'string') return signal
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0]
}

/** Whether a signal that this process sends to itself ends it. */
const isDeadly = (signal: string | number): boolean => {
  const name = nameOf(signal)
  if (name === undefined || HARMLESS.has(name)) return false
  return name === 'SIGKILL' || process.listenerCount(name) === 0
}

/**
 * Calls a function before this process ends itself by `abort`, by a signal to itself, or by the call that is
 * behind `exit`.
 */
export const beforeDeparture = (departs: () => void): void => {
  const host = process as NodeJS.Process & { reallyExit(code?: number): never }
  const abort = host.abort.bind(host)
  const reallyExit = host.reallyExit.bind(host)
  const kill = host.kill.bind(host)
  host.abort = () => {
    departs()
    return abort()
  }
  host.reallyExit = (code) => {
    departs()
    return reallyExit(code)
  }
  host.kill = (pid, signal = 'SIGTERM') => {
    if (pid === process.pid && isDeadly(signal)) departs()
    return kill(pid, signal)
  }
}
