/** The colours outside of the set, as a ring through which the escape time goes. */

/** Where on the ring a colour stands, from 0 to 1, and the colour. */
const STOPS = [
  [0, [6, 8, 18]],
  [0.2, [14, 23, 60]],
  [0.38, [40, 98, 168]],
  [0.53, [216, 238, 240]],
  [0.66, [246, 202, 122]],
  [0.79, [190, 84, 40]],
  [0.9, [62, 18, 40]],
  [1, [6, 8, 18]],
]

/** How finely the ring is divided. A power of two, so that a mask keeps a number on it. */
const STEPS = 4096

/** Turns of the ring for each doubling of the escape time, and the doublings before: far from the set it is dark. */
const TURNS = 0.2
const DARK = 1.9

const smooth = (part) => part * part * (3 - 2 * part)

const colorAt = (place) => {
  const next = STOPS.findIndex(([at]) => at > place)
  const [from, before] = STOPS[next - 1]
  const [to, after] = STOPS[next]
  const part = smooth((place - from) / (to - from))
  return before.map((value, i) => value + (after[i] - value) * part)
}

/** Red, green and blue of each step, one behind the other, and last those of the set itself. */
export const RING = Uint8Array.from(
  [...Array.from({ length: STEPS }, (_, step) => colorAt(step / STEPS)), [0, 0, 0]].flat(),
)

/** Where black stands in `RING`. */
export const BLACK = STEPS * 3

/**
 * Where in `RING` the colour stands for an escape time.
 * @param {number} time not negative
 */
export const placeOf = (time) => {
  const turns = Math.max(0, Math.log2(time + 1) - DARK) * TURNS
  return ((turns * STEPS) & (STEPS - 1)) * 3
}
