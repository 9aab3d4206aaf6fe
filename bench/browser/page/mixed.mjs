/** Short calls among long ones. */
import { Driver } from '../../mixed/driver.mjs'
import { partsOf } from '../../mixed/part.mjs'
import { MIXTURE } from '../mixture.mjs'
import { now } from '../now.mjs'

const startClock = (dues, make, fail) => {
  const clock = new Worker(new URL('../workers/clock.js', import.meta.url), { type: 'module' })
  clock.onerror = ({ message }) => fail(new Error(message))
  clock.onmessage = ({ data }) => make(data)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
  clock.postMessage(dues)
  return () => clock.terminate()
}

const SHOWN = ['once-mean', 'once-p99', 'once-total', 'time-mean', 'time-p99']

export const MIXED = partsOf(MIXTURE, new Driver(now, startClock)).map((part) => {
  const measures = part.measures.filter((key) => SHOWN.includes(key))
  return {
    name: part.name,
    calls: part.calls,
    measures,
    run: async (_subject, pool, { round }) => {
      const outcome = await part.drive(pool, round)
      return Object.fromEntries(measures.map((key) => [key, outcome[key]]))
    },
  }
})
