import { tracingChannel } from 'node:diagnostics_channel'
import type { CallTrace, Tracing } from '../../core/pool/tracing.js'

const channels = tracingChannel<unknown, CallTrace>('invoke:call')
const { start, end, asyncStart, asyncEnd, error } = channels

/** The calls on the channels `tracing:invoke:call:start`, `end`, `asyncStart`, `asyncEnd` and `error`. */
export const tracing: Tracing = {
  // The channels together tell this only since Node 20.13.
  get isWatched() {
    return (
      start.hasSubscribers ||
      end.hasSubscribers ||
      asyncStart.hasSubscribers ||
      asyncEnd.hasSubscribers ||
      error.hasSubscribers
    )
  },
  trace: (call, make) => channels.tracePromise(make, call),
}
