/** What is called over and over while a profile is made. */
import { DATA } from '../../codec/data.mjs'
import { atOnce } from '../../mixed/calls.mjs'
import { nodeDriver } from '../../mixed/node-driver.mjs'
import { AT_ONCE, WARM_UP as WARM_UP_CALLS } from '../../mixed/parts.mjs'
import { bulk } from '../../pool/value.mjs'

/** Milliseconds: so long that no start is left in it, and that a part of two percent is some fifty samples. */
const WARM_UP = 1000
const TIME = 2500

const ROUND = 1

/** @returns how many calls there were */
const oneAtATime = async (call, ms) => {
  const end = performance.now() + ms
  let count = 0
  for (; performance.now() < end; count++) await call()
  return count
}

const noops = (outstanding) => ({
  title: `${outstanding} calls at a time that do nothing`,
  /** Where several are in one table. */
  short: `${outstanding} at a time`,
  workers: 2,
  open: (subject) => {
    const flood = async (ms) =>
      (await subject.rate('noop', outstanding, 0, ms, () => () => undefined)).count
    return { warmUp: () => flood(WARM_UP), run: () => flood(TIME) }
  },
})

/** With one worker, so that it is the one that gets a profile. */
const echoes = (title, make) => ({
  title: `echoes of ${title}, one at a time`,
  short: title,
  workers: 1,
  open: ({ pool }) => {
    const value = make()
    const call = async () => {
      const { length } = await pool.echo(value)
      if (length !== value.length) throw new Error(`a length of ${length} came back`)
    }
    return { warmUp: () => oneAtATime(call, WARM_UP), run: () => oneAtATime(call, TIME) }
  },
})

const once = {
  title: `${AT_ONCE} mixed calls at once`,
  short: 'at once',
  workers: 2,
  open: ({ pool }) => ({
    warmUp: () => nodeDriver.atOnce(pool, atOnce(WARM_UP_CALLS, 0)),
    run: async () => {
      await nodeDriver.atOnce(pool, atOnce(AT_ONCE, ROUND))
      return AT_ONCE
    },
  }),
}

export const LOOPS = {
  'noop-64': noops(64),
  'noop-1000': noops(1000),
  graph: echoes('a graph of 1 MB', DATA['1 MB graph']),
  bulk: echoes('a Buffer of 16 MB', bulk),
  once,
}
