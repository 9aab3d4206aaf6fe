/** Brings what is shown to where one looks, in a moment rather than at once. */

/** In so many milliseconds, the distance becomes about a third. */
const PACE = 70

/** Nearer than this, it has arrived: a part of a pixel, and of the size. */
const NEAR = 0.3
const SAME = 0.003

const calm = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * @param {import('./view.js').View} shown
 * @param {import('./view.js').View} target
 * @param {number} passed milliseconds
 */
export const glide = (shown, target, passed) => {
  if (calm.matches) return target
  const left = Math.exp(-passed / PACE)
  const ratio = shown.pixel / target.pixel
  const pixel = target.pixel * ratio ** left
  // In this proportion, what is to stay where it is on the screen does so all the way.
  const change = shown.pixel - target.pixel
  const part = Math.abs(Math.log(ratio)) > SAME ? (pixel - target.pixel) / change : left
  const x = target.x + (shown.x - target.x) * part
  const y = target.y + (shown.y - target.y) * part
  const distance = Math.hypot(x - target.x, y - target.y) / pixel
  if (distance < NEAR && Math.abs(Math.log(pixel / target.pixel)) < SAME) return target
  return { x, y, pixel }
}
