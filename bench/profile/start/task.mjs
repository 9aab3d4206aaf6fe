/** Tells when its worker came how far. It loads what the tasks of the bench load, too. */
export * from '../../pool/task.mjs'

const { timeOrigin, nodeTiming } = performance
const module = timeOrigin + performance.now()

/** Milliseconds since 1970. */
export const moments = () => ({
  node: timeOrigin + nodeTiming.bootstrapComplete,
  entry: timeOrigin + nodeTiming.loopStart,
  module,
})
