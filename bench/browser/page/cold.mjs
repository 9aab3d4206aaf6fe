import { open } from './pools.mjs'

/** From before the library is fetched to the first result; with one worker, as the start of a second one is no help. */
export const cold = async (name) => {
  const start = performance.now()
  const pool = await open(name, 1)
  if ((await pool.noop()) !== undefined) throw new Error('another value came back')
  return { cold: performance.now() - start }
}
