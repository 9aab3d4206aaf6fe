/** What has probably ended a worker, from what can be seen of its end. */
import type { CloseReason } from './transport.js'
import { unreachable } from './unreachable.js'

/** What the engine writes when its heap has no room left, in the versions that there are. */
const OUT_OF_MEMORY =
  /heap out of memory|Reached heap limit|invalid (?:array|table) (?:length|size) Allocation failed/i

/** Signals that a process gets for what it does itself. */
const SELF_INFLICTED: ReadonlySet<string> = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
])

/** Whether the worker has ended itself, so far as the way of its end tells. */
export const isSelfInflicted = (reason: CloseReason): boolean => {
  switch (reason.kind) {
    case 'closed':
      return true
    case 'exited':
      return reason.signal === null || SELF_INFLICTED.has(reason.signal)
    case 'killed':
    case 'failed':
      return false
    default:
      return unreachable(reason)
  }
}

const ofSignal = (signal: string, stderr: string): string => {
  if (OUT_OF_MEMORY.test(stderr)) {
    return `it ran out of memory (${signal}); --max-old-space-size in execArgv gives it more`
  }
  if (signal === 'SIGABRT') return 'it aborted (SIGABRT)'
  if (SELF_INFLICTED.has(signal)) return `it crashed in native code (${signal})`
  return signal === 'SIGKILL'
    ? 'it was killed (SIGKILL), by someone or by a system that was out of memory'
    : `it was ended by the signal ${signal}`
}

const ofCode = (code: number | null, stderr: string): string => {
  if (OUT_OF_MEMORY.test(stderr)) return `it ran out of memory (code ${code})`
  return code === null ? 'it ended without a word' : `it exited with code ${code}`
}

/** In words, to be put behind "the worker ended:". */
export const likelyCauseOf = (reason: CloseReason): string => {
  switch (reason.kind) {
    case 'closed':
      return 'it closed its connection'
    case 'killed':
      return 'the pool killed it'
    case 'exited':
      return reason.signal === null
        ? ofCode(reason.code, reason.stderr)
        : ofSignal(reason.signal, reason.stderr)
    case 'failed':
      return reason.error instanceof Error ? reason.error.message : String(reason.error)
    default:
      return unreachable(reason)
  }
}
