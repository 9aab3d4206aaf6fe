/** Calls as they may come: which function, how long it takes, how long after the one before. */
import { Randomness } from './randomness.mjs'

const METHODS = 200
/** How much the calls of one function differ: the deviation of the logarithm of what they take. */
const SIGMA = 0.5

/** The quantile of a standard normal distribution, by bisection of its density's sum. */
const normalQuantile = (part) => {
  let low = -6
  let high = 6
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (normalBelow(middle) < part) low = middle
    else high = middle
  }
  return low
}

/** The part of a standard normal distribution below a number (Zelen and Severo, to seven digits). */
const normalBelow = (x) => {
  if (x < 0) return 1 - normalBelow(-x)
  const t = 1 / (1 + 0.231_641_9 * x)
  const sum =
    t *
    (0.319_381_53 +
      t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return 1 - (Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI)) * sum
}

/** What a function takes on average, in milliseconds, for each part from 0 to 1 of all functions. */
export const MIXES = {
  /** 0.2 to 46 ms, most of them near 3. */
  mild: (part) => 3.03 * Math.exp(0.968 * normalQuantile(0.0025 + 0.995 * part)),
  /** 0.2 ms to 10 s: a Pareto distribution of exponent 0.6 between these. */
  heavy: (part) => {
    const [least, most, exponent] = [0.2, 10_000, 0.6]
    return least * (1 - part * (1 - (least / most) ** exponent)) ** (-1 / exponent)
  },
}

export class Trace {
  /** The number of the function, by the number of the call. */
  method
  /** What the call takes, in milliseconds. */
  service
  /** The time since the call before, 1 on average. */
  gap
  /** What each function takes on average. */
  means

  /** @param mix one of `MIXES` */
  constructor(mix, length, seed) {
    const random = new Randomness(seed)
    const parts = Array.from({ length: METHODS }, (_, i) => i / (METHODS - 1))
    // A function's popularity has nothing to do with what it takes.
    this.means = random.shuffle(parts.map((part) => mix(part)))
    const below = []
    let sum = 0
    for (let rank = 1; rank <= METHODS; rank++) below.push((sum += 1 / rank))
    this.method = new Uint16Array(length)
    this.service = new Float64Array(length)
    this.gap = new Float64Array(length)
    for (let i = 0; i < length; i++) {
      const at = random.uniform() * sum
      const method = below.findIndex((end) => at < end)
      this.method[i] = method
      const spread = Math.exp(SIGMA * random.normal() - (SIGMA * SIGMA) / 2)
      this.service[i] = this.means[method] * spread
      this.gap[i] = random.exponential()
    }
  }

  get length() {
    return this.service.length
  }

  get meanService() {
    return this.service.reduce((sum, service) => sum + service) / this.length
  }
}
