/** Parts of the Mandelbrot set as pixels. An ordinary module: it runs in workers, and in the page as well. */
import { invoke } from 'invoke/browser'
import { madeFor } from './maker.js'
import { BLACK, placeOf, RING } from './palette.js'
import { turn } from './turn.js'

/**
 * A square of the plane. Its edges are whole numbers of pixels, so that squares beside each other fit.
 * @typedef {{ page: string, left: number, top: number, size: number, pixel: number, iterations: number }} Area
 * `page` is for whom it is computed.
 */

/**
 * @typedef {{ pixels: Uint8ClampedArray, size: number, maker: import('./maker.js').Maker }} Tile
 * `size` is the number of pixels on each side.
 */

/** Pixels that become one in a sketch, on each side. */
const COARSE = 4

/** How long a worker computes before it lets in what has come meanwhile, in milliseconds. */
const STRETCH = 8

/** Beyond this square of a distance from 0, a point has escaped: the larger, the smoother are the colours. */
const FAR = 65_536

const INSIDE = -1

/** Points that are looked at for a pixel at an edge, on each of its sides; and what an edge is, of 255. */
const SAMPLES = 3
const EDGE = 10

/** Whether a point is in one of the two largest parts of the set, which are known. */
const isInLargest = (x, y) => {
  const fromCusp = x - 0.25
  const square = fromCusp * fromCusp + y * y
  return square * (square + fromCusp) <= (y * y) / 4 || (x + 1) * (x + 1) + y * y <= 1 / 16
}

/** After how many steps a point escapes, with fractions; `INSIDE` when it does not within the iterations. */
const escapeTime = (x, y, iterations) => {
  if (isInLargest(x, y)) return INSIDE
  let re = 0
  let im = 0
  let re2 = 0
  let im2 = 0
  let oldRe = 0
  let oldIm = 0
  let renewed = 0
  for (let step = 0; step < iterations; step++) {
    im = 2 * re * im + y
    re = re2 - im2 + x
    re2 = re * re
    im2 = im * im
    if (re2 + im2 > FAR) {
      // At this distance the second logarithm is between 3 and 4: the fraction of the step.
      return step + 4 - Math.log2(Math.log2(re2 + im2) / 2)
    }
    // Where it has been before, it comes again for ever.
    if (re === oldRe && im === oldIm) return INSIDE
    if (step === 2 * renewed) {
      oldRe = re
      oldIm = im
      renewed = step + 1
    }
  }
  return INSIDE
}

/** Where in `RING` the colour of a point stands. */
const colorAt = (x, y, iterations) => {
  const time = escapeTime(x, y, iterations)
  return time === INSIDE ? BLACK : placeOf(time)
}

/**
 * Computes one point for each pixel, row by row, so that there may be pauses.
 * @param {Area} area
 * @param {number} step so many pixels of the screen on each side become one
 * @param {Uint8ClampedArray} pixels
 */
function* single({ left, top, size, pixel, iterations }, step, pixels) {
  let at = 0
  for (let row = 0; row < size; row += step) {
    const y = -(top + row + step / 2) * pixel
    for (let column = 0; column < size; column += step) {
      const place = colorAt((left + column + step / 2) * pixel, y, iterations)
      pixels[at++] = RING[place]
      pixels[at++] = RING[place + 1]
      pixels[at++] = RING[place + 2]
      pixels[at++] = 255
    }
    yield
  }
}

/** Whether two pixels differ so much that there is an edge between them. */
const differ = (pixels, one, other) =>
  Math.abs(pixels[one] - pixels[other]) > EDGE ||
  Math.abs(pixels[one + 1] - pixels[other + 1]) > EDGE ||
  Math.abs(pixels[one + 2] - pixels[other + 2]) > EDGE

/** Computes several points for each pixel at an edge, row by row. @param {Area} area @param {Uint8ClampedArray} pixels */
function* several(area, pixels) {
  const { left, top, size, pixel, iterations } = area
  // With what is around it, to know the edges of tiles as well.
  const wide = size + 2
  const plain = new Uint8ClampedArray(4 * wide * wide)
  yield* single({ ...area, left: left - 1, top: top - 1, size: wide }, 1, plain)
  let at = 0
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 4) {
      const here = 4 * ((row + 1) * wide + column + 1)
      const around = [here - 4, here + 4, here - 4 * wide, here + 4 * wide]
      if (around.some((other) => differ(plain, here, other))) {
        mix(left + column, top + row, pixel, iterations, pixels, at)
      } else pixels.set(plain.subarray(here, here + 4), at)
    }
    yield
  }
}

/** Writes the mean of several points of one pixel. */
const mix = (column, row, pixel, iterations, pixels, at) => {
  let red = 0
  let green = 0
  let blue = 0
  for (let i = 0.5; i < SAMPLES; i++) {
    const y = -(row + i / SAMPLES) * pixel
    for (let j = 0.5; j < SAMPLES; j++) {
      const place = colorAt((column + j / SAMPLES) * pixel, y, iterations)
      red += RING[place]
      green += RING[place + 1]
      blue += RING[place + 2]
    }
  }
  const all = SAMPLES * SAMPLES
  pixels[at] = red / all
  pixels[at + 1] = green / all
  pixels[at + 2] = blue / all
  pixels[at + 3] = 255
}

const atOnce = (work) => {
  while (!work.next().done);
}

/** With pauses, in which an abort is heard: it ends the work between two rows. */
const withPauses = async (work, signal) => {
  let end = performance.now() + STRETCH
  while (!work.next().done) {
    if (performance.now() < end) continue
    await turn()
    signal.throwIfAborted()
    end = performance.now() + STRETCH
  }
}

/**
 * In the page, nothing is let in: that is what is to be seen there.
 * @param {Area} area
 * @param {number} size
 * @param {(pixels: Uint8ClampedArray) => Iterator<void>} work
 */
const paint = ({ page }, size, work) => {
  const { signal } = invoke.context()
  const pixels = new Uint8ClampedArray(4 * size * size)
  const tile = () => ({ pixels: invoke.transfer(pixels), size, maker: madeFor(page) })
  if (invoke.isWorker) return withPauses(work(pixels), signal).then(tile)
  atOnce(work(pixels))
  return tile()
}

/** One point for sixteen pixels. @param {Area} area */
export const sketch = (area) =>
  paint(area, area.size / COARSE, (pixels) => single(area, COARSE, pixels))

/** One point for each pixel. @param {Area} area */
export const draw = (area) => paint(area, area.size, (pixels) => single(area, 1, pixels))

/** Without jagged edges. @param {Area} area */
export const refine = (area) => paint(area, area.size, (pixels) => several(area, pixels))
