/** What nobody can be better than, in words. */
import { LIMITS } from '../mixed/limit.mjs'
import { WORKERS } from '../mixed/part.mjs'
import { number } from '../pool/cells.mjs'
import { MIXED } from './page/mixed.mjs'

/** The calls of the first round: those of the others differ little. */
const ROUND = 1

/** @param key of a measure of mixed calls */
export const leastOf = (key) => {
  const part = MIXED.find(({ measures }) => measures.includes(key))
  const told = Object.entries(LIMITS).map(([name, compute]) => [
    name,
    compute(part, part.calls(ROUND), WORKERS).values[key],
  ])
  return `Computed, of servers that lose no time: ${told.map(([name, value]) => `${number(value)} ${name.replace('limit, ', '')}`).join(', ')}.`
}
