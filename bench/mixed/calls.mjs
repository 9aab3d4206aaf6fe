/** Which calls are made, and when: the same ones for everybody in a round. */

/** Each with its milliseconds of processor time, its part of the calls, and what it gives for a number. */
export const KINDS = [
  { name: 'look', cpu: 0.1, share: 0.9, result: (n) => 3 * n },
  { name: 'parse', cpu: 1, share: 0.09, result: (n) => 3 * n + 1 },
  { name: 'render', cpu: 20, share: 0.01, result: (n) => 3 * n + 2 },
]

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
}

/** Exactly as many of each kind as their shares say, in an order that only the seed knows. */
const shuffled = (count, next) => {
  const kinds = KINDS.flatMap((kind) => Array.from({ length: count * kind.share }, () => kind))
  for (let i = kinds.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    ;[kinds[i], kinds[j]] = [kinds[j], kinds[i]]
  }
  return kinds
}

/** Calls that are all made in one go. */
export const atOnce = (count, seed) =>
  shuffled(count, random(seed)).map((kind) => ({ kind, due: 0 }))

/**
 * Poisson arrivals. Given how many come in a time, they are spread over it evenly at random: so the load
 * is the same with every seed.
 * @param load the share of the servers' time that the calls need
 */
export const overTime = (count, servers, load, seed) => {
  const next = random(seed)
  const kinds = shuffled(count, next)
  const work = kinds.reduce((sum, { cpu }) => sum + cpu, 0)
  const time = work / (servers * load)
  const due = Float64Array.from(kinds, () => next() * time).toSorted()
  return kinds.map((kind, i) => ({ kind, due: due[i] }))
}
