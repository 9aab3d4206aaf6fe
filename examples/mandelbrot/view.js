/** Where one looks: the centre in the plane, and how much of the plane one pixel of the screen is. */

/** @typedef {{ x: number, y: number, pixel: number }} View */
/** @typedef {{ width: number, height: number }} Size in pixels of the screen */
/** @typedef {{ x: number, y: number, span: number }} Place `span` is what the shorter side shows */

/** @type {Place} */
export const HOME = { x: -0.65, y: 0, span: 2.9 }

/** Finer than this, numbers of 64 bits cannot tell two pixels apart. */
const FINEST = 1e-15
const COARSEST = 0.05
/** How far from 0 the centre may be. */
const FARTHEST = 3

const within = (value, least, most) => Math.min(most, Math.max(least, value))

/** @returns {View} */
const bounded = ({ x, y, pixel }) => ({
  x: within(x, -FARTHEST, FARTHEST),
  y: within(y, -FARTHEST, FARTHEST),
  pixel: within(pixel, FINEST, COARSEST),
})

/** @param {Place} place @param {Size} size */
export const viewOf = ({ x, y, span }, { width, height }) =>
  bounded({ x, y, pixel: span / Math.min(width, height) })

/** @param {View} view @param {Size} size @returns {Place} */
export const placeOf = ({ x, y, pixel }, { width, height }) => ({
  x,
  y,
  span: pixel * Math.min(width, height),
})

/** Moves the picture by so many pixels. @param {View} view */
export const moved = ({ x, y, pixel }, right, down) =>
  bounded({ x: x - right * pixel, y: y + down * pixel, pixel })

/**
 * Enlarges, so that what is at a point of the screen stays there.
 * @param {View} view
 * @param {Size} size
 * @param {{ x: number, y: number }} point
 * @param {number} factor
 */
export const zoomed = (view, { width, height }, point, factor) => {
  const { pixel } = bounded({ ...view, pixel: view.pixel / factor })
  const change = view.pixel - pixel
  return bounded({
    x: view.x + (point.x - width / 2) * change,
    y: view.y - (point.y - height / 2) * change,
    pixel,
  })
}

/**
 * The pixel of the plane that is at the left top of the screen: a whole number.
 * @param {View} view
 * @param {Size} size
 */
export const cornerOf = ({ x, y, pixel }, { width, height }) => ({
  left: Math.round(x / pixel - width / 2),
  top: Math.round(-y / pixel - height / 2),
})

/** More where it is finer: there, points take longer to escape. @param {number} pixel */
export const iterationsFor = (pixel) =>
  Math.round(within(400 + 150 * Math.log2(0.004 / pixel), 400, 6000))

/** How often a view is enlarged. @param {Place} place */
export const magnification = ({ span }) => HOME.span / span
