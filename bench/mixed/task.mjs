/** The functions that every pool calls: each computes for a while, and tells which it was and of what. */

/** The clock is asked for all of the time: who is taken off its processor meanwhile does not make up for it. */
export const compute = (ms) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

export const look = (n) => {
  compute(0.1)
  return 3 * n
}

export const parse = (n) => {
  compute(1)
  return 3 * n + 1
}

export const render = (n) => {
  compute(20)
  return 3 * n + 2
}
