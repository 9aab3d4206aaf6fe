/** What is to be computed for a view. */
import { cornerOf, iterationsFor } from './view.js'

/** Pixels on each side of a tile. */
export const TILE = 128

/** What becomes of a tile, one after the other. They are the names of functions. */
export const METHODS = /** @type {const} */ (['sketch', 'draw', 'refine'])

/** Tells the page from others, for workers that several pages share. */
const page = crypto.randomUUID()

/**
 * @typedef {{ method: typeof METHODS[number], level: number, column: number, row: number,
 *   area: import('./mandelbrot.js').Area }} Job
 */

/** Columns and rows of the tiles that a view shows. */
export const tilesOf = (view, size) => {
  const { left, top } = cornerOf(view, size)
  return {
    columns: [Math.floor(left / TILE), Math.floor((left + size.width - 1) / TILE)],
    rows: [Math.floor(top / TILE), Math.floor((top + size.height - 1) / TILE)],
  }
}

/**
 * The jobs of a view: all tiles coarse, then all fine; each time from the centre outwards.
 * @param {import('./view.js').View} view
 * @param {import('./view.js').Size} size
 * @param {(column: number, row: number) => number} levelOf what there is already of a tile, -1 for nothing
 * @returns {Job[]}
 */
export const plan = (view, size, levelOf) => {
  const { pixel } = view
  const { columns, rows } = tilesOf(view, size)
  const iterations = iterationsFor(pixel)
  const [middle, centre] = [(columns[0] + columns[1]) / 2, (rows[0] + rows[1]) / 2]
  const tiles = []
  for (let row = rows[0]; row <= rows[1]; row++) {
    for (let column = columns[0]; column <= columns[1]; column++) {
      const distance = Math.hypot(column - middle, row - centre)
      const area = { page, left: column * TILE, top: row * TILE, size: TILE, pixel, iterations }
      tiles.push({ column, row, area, distance, has: levelOf(column, row) })
    }
  }
  tiles.sort((one, other) => one.distance - other.distance)
  return METHODS.flatMap((method, level) =>
    tiles
      .filter(({ has }) => has < level)
      .map(({ column, row, area }) => ({ method, level, column, row, area })),
  )
}
