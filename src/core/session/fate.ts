import { Retry, WorkerDeath } from '../errors.js'
import type { CloseReason } from '../transport.js'
import { nameOf, type Method } from './call.js'

/** What a dying worker said of itself. `guilty` is the call that ends it; 0 when none is known. */
export type LastWords =
  | { readonly kind: 'error'; readonly guilty: number; readonly error: unknown }
  /** The process was told to exit. */
  | { readonly kind: 'exit'; readonly guilty: number }

/** How a worker ended, to whoever wanted something of it. */
export interface Ending {
  readonly reason: CloseReason
  readonly lastWords: LastWords | undefined
  /** How many calls were running, or had living results. */
  readonly concerned: number
  /** Whether this side has ended it: then no call is to blame. */
  readonly ours: boolean
}

/** What a call comes to that was running on a worker that is gone: the one place that decides. */
export const fateOf = (id: number, method: Method, ending: Ending): unknown => {
  const { reason, lastWords, concerned, ours } = ending
  if (lastWords?.kind === 'error') {
    const { guilty, error } = lastWords
    // Where no call can be charged, none can be excluded either.
    return guilty === id || guilty === 0 ? error : new Retry(true, error)
  }
  // The peer broke the protocol, or the link broke: not the doing of this call.
  if (reason.kind === 'failed') return new Retry(true, reason.error)
  const guilty = lastWords?.guilty ?? 0
  if (!ours && (guilty === id || (guilty === 0 && concerned === 1))) {
    return new WorkerDeath(reason, nameOf(method))
  }
  return new Retry(true, new WorkerDeath(reason, 'several calls'))
}
