import { AsyncResource } from 'node:async_hooks'
import type { Snapshot } from '../../core/async-context.js'

const resource = () => new AsyncResource('invoke')

/**
 * Holds on to what every `AsyncLocalStorage` holds here. `AsyncLocalStorage.snapshot` would do, too, but on Node 20 and 22 code that is
 * run by one changes it for the code that is run next, or within; and making one takes a hundred times as long.
 */
export const snapshot: Snapshot = () => {
  const kept = resource()
  return (work) => kept.runInAsyncScope(resource).runInAsyncScope(work)
}
