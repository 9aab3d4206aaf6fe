import { Retry, WorkerDeath } from '../errors.js'
import type { CloseReason } from '../transport.js'
import { nameOf, type Call } from './call.js'

/** What a dying worker said of itself. */
export interface LastWords {
  /** The number of the call whose error ends the worker; 0 when it is charged to none. */
  readonly guilty: number
  readonly error: unknown
}

/** Settles every call that was running on a worker that is gone: the one place that decides how. */
export const settleAll = (
  running: ReadonlyMap<number, Call>,
  reason: CloseReason,
  lastWords: LastWords | undefined,
): void => {
  for (const [id, call] of running) call.reject(fateOf(id, call, running.size, reason, lastWords))
}

const fateOf = (
  id: number,
  call: Call,
  running: number,
  reason: CloseReason,
  lastWords: LastWords | undefined,
): unknown => {
  if (lastWords !== undefined) {
    const { guilty, error } = lastWords
    // Where no call can be charged, none can be excluded either.
    return guilty === id || guilty === 0 ? error : new Retry(true, error)
  }
  // The peer broke the protocol, or the link broke: not the doing of this call.
  if (reason.kind === 'failed') return new Retry(true, reason.error)
  const death = new WorkerDeath(reason, nameOf(call.method))
  return running === 1 ? death : new Retry(true, death)
}
