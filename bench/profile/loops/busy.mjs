/** How much of a time the main threads of processes were at work. */
import { mainThreadTimes } from '../../pool/process.mjs'

/**
 * Starts to watch.
 * @returns what gives, for each process, the share of the time that it `worked` and that it `waited` for a processor;
 * `undefined` where nobody counts
 */
export const watchBusy = (pids) => {
  const start = performance.now()
  const before = pids.map(mainThreadTimes)
  return () => {
    const wall = (performance.now() - start) * 1000
    return pids.map(mainThreadTimes).map(
      (after, i) =>
        after && {
          worked: (after.worked - before[i].worked) / wall,
          waited: (after.waited - before[i].waited) / wall,
        },
    )
  }
}
