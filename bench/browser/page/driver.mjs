/** Runs in a page: measures one adapter there. */
import { PARTS } from './parts.mjs'

/**
 * @param name of the adapter
 * @param only the measures that are wanted, or all
 * @param round its number: the mixed calls are other ones in each
 */
globalThis.measure = (name, part, only, round) => {
  if (!crossOriginIsolated) throw new Error('the clock of this page is coarse')
  return PARTS[part].run(name, only, round)
}
