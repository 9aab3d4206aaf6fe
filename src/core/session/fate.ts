import { Retry, WorkerDeath } from '../errors.js'
import type { CloseReason } from '../transport.js'
import { nameOf, type Call } from './call.js'

/** What a dying worker said of itself. `guilty` is the call that ends it; 0 when none is known. */
export type LastWords =
  | { readonly kind: 'error'; readonly guilty: number; readonly error: unknown }
  /** The process was told to exit. */
  | { readonly kind: 'exit'; readonly guilty: number }

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
  if (lastWords?.kind === 'error') {
    const { guilty, error } = lastWords
    // Where no call can be charged, none can be excluded either.
    return guilty === id || guilty === 0 ? error : new Retry(true, error)
  }
  // The peer broke the protocol, or the link broke: not the doing of this call.
  if (reason.kind === 'failed') return new Retry(true, reason.error)
  const guilty = lastWords?.guilty ?? 0
  if (guilty === id || (guilty === 0 && running === 1)) {
    return new WorkerDeath(reason, nameOf(call.method))
  }
  return new Retry(true, new WorkerDeath(reason, 'several calls'))
}
