import { median } from '../pool/statistics.mjs'

const ROUNDS = 25
/** How many things are done in a round. */
export const BATCH = 200

/** Nanoseconds, the median and the least. */
const figure = (times) => `${median(times).toFixed(0)} (${Math.min(...times).toFixed(0)})`

/**
 * What one of many takes, as text.
 * @param work does a batch; what it is given is what `prepare` gave
 * @param restore what is done behind each round, and not counted; it is given what `work` gave
 */
export const timeOf = ({ prepare = () => undefined, work, restore = () => undefined }) => {
  const times = []
  // The first rounds are for the engine, which compiles what it has seen often.
  for (let round = -10; round < ROUNDS; round++) {
    const prepared = prepare()
    const began = performance.now()
    const result = work(prepared)
    const time = ((performance.now() - began) * 1e6) / BATCH
    restore(result)
    if (round >= 0) times.push(time)
  }
  return figure(times)
}
