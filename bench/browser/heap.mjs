/** The heap of JavaScript in a page or worker, to the byte. Only `performance.memory` is public, and only in pages. */

/**
 * With these options V8 gives its statistics and the collection of garbage to every context, and leaves alone for longer
 * what was allocated: otherwise it is gone too soon to be seen.
 */
export const HEAP_OPTIONS = ['--expose-gc', '--track-gc-object-stats', '--min-semi-space-size=16']

/** How many bytes are in use here. */
export const heap = () => {
  const statistics = globalThis.getV8Statistics()
  let bytes = 0
  for (const key in statistics) if (key.endsWith('_live_bytes')) bytes += statistics[key]
  return bytes
}

/** The same without what nobody needs any more. */
export const collectedHeap = () => {
  globalThis.gc()
  return heap()
}
