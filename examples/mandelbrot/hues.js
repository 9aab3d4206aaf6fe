/** A colour for each worker, to be told apart. */

/** The golden angle: however many there are, neighbours differ. */
const ANGLE = 137.508
const FIRST = 200

/** @param {number | undefined} worker `undefined` is the page itself */
export const hueOf = (worker) =>
  worker === undefined ? 35 : Math.round((FIRST + (worker - 1) * ANGLE) % 360)
