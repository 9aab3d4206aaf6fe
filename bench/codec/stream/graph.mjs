/** The worker of every contender: makes a large graph once, and gives it as often as it is asked. */
import { graphRecord } from '../data.mjs'

let graph = []

export const prepare = (count) => {
  graph = Array.from({ length: count }, (_, i) => graphRecord(i))
}

export const get = () => graph
