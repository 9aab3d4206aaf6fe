/** What is on the canvas: the tiles that are there, and behind them the old picture where they are not. */
import { hueOf } from './hues.js'
import { TILE, tilesOf } from './plan.js'
import { cornerOf } from './view.js'

/** How long a tile that has come is marked, in milliseconds, and how strongly at first. */
const FLASH = 450
const STRENGTH = 0.55

/** Tiles beyond the edge that are kept, for a way back. */
const MARGIN = 4

const newCanvas = (width, height) =>
  Object.assign(document.createElement('canvas'), { width, height })

export class Painter {
  #canvas
  #context
  /** What is seen where there is nothing yet. */
  #background
  #tiles = new Map()
  /** What was there before: a picture, the view that it shows, and its size. */
  #backdrop
  /** How much of the plane a pixel of the tiles is. */
  #pixel = 0
  /** The view that is on the canvas; `undefined` when all of it must be drawn. */
  #drawn
  #marks = false

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas
    this.#context = canvas.getContext('2d', { alpha: false })
    this.#background = getComputedStyle(canvas).backgroundColor
  }

  get size() {
    return { width: this.#canvas.width, height: this.#canvas.height }
  }

  set size({ width, height }) {
    Object.assign(this.#canvas, { width, height })
    this.#drawn = undefined
  }

  /** Whether tiles show who has made them, for as long as they are there. */
  get marks() {
    return this.#marks
  }

  set marks(marks) {
    this.#marks = marks
    this.#drawn = undefined
  }

  /** Tiles of this view are to come: what is on the canvas becomes the old picture, where they do not fit in. */
  expect(view) {
    if (view.pixel !== this.#pixel) {
      if (this.#drawn !== undefined) this.#keep(this.#drawn)
      this.#tiles.clear()
      this.#pixel = view.pixel
      this.#drawn = undefined
    }
    const { columns, rows } = tilesOf(view, this.size)
    const isNear = (at, [least, most]) => at >= least - MARGIN && at <= most + MARGIN
    for (const [key, { column, row }] of this.#tiles) {
      if (!isNear(column, columns) || !isNear(row, rows)) this.#tiles.delete(key)
    }
  }

  /** Begins with nothing. */
  clear() {
    this.#tiles.clear()
    this.#backdrop = undefined
    this.#drawn = undefined
  }

  /** How far a tile is: -1 when nothing of it is there. */
  levelOf(column, row) {
    return this.#tiles.get(`${column} ${row}`)?.level ?? -1
  }

  /** @param {import('./plan.js').Job} job @param {import('./mandelbrot.js').Tile} tile */
  put({ column, row, level }, { pixels, size, maker }) {
    // Who was quicker with something finer keeps its place.
    if (this.levelOf(column, row) >= level) return
    const picture = newCanvas(size, size)
    picture.getContext('2d').putImageData(new ImageData(pixels, size, size), 0, 0)
    const tile = { column, row, level, picture, maker, since: performance.now(), isDrawn: false }
    this.#tiles.set(`${column} ${row}`, tile)
  }

  /** Draws what has changed; gives whether something still fades. */
  draw(shown, now) {
    const isNew = shown !== this.#drawn
    if (isNew) this.#drawBackground(shown)
    this.#drawn = shown
    let fades = false
    for (const tile of this.#tiles.values()) {
      if (tile.isDrawn && !isNew) continue
      const left = Math.max(0, 1 - (now - tile.since) / FLASH)
      tile.isDrawn = left === 0
      if (!tile.isDrawn) fades = true
      this.#drawTile(tile, shown, left)
    }
    return fades
  }

  #keep(view) {
    const { size } = this
    const picture = newCanvas(size.width, size.height)
    picture.getContext('2d', { alpha: false }).drawImage(this.#canvas, 0, 0)
    this.#backdrop = { picture, size, view }
  }

  #drawBackground(shown) {
    const context = this.#context
    const { width, height } = this.size
    context.fillStyle = this.#background
    context.fillRect(0, 0, width, height)
    if (this.#backdrop === undefined) return
    const { picture, size, view } = this.#backdrop
    const scale = view.pixel / shown.pixel
    const x = width / 2 + (view.x - shown.x) / shown.pixel - (size.width / 2) * scale
    const y = height / 2 - (view.y - shown.y) / shown.pixel - (size.height / 2) * scale
    context.drawImage(picture, x, y, size.width * scale, size.height * scale)
  }

  /** Its edges are whole pixels, so that nothing shines through between two tiles. */
  #drawTile({ column, row, picture, level, maker }, shown, left) {
    const scale = this.#pixel / shown.pixel
    const corner = cornerOf(shown, this.size)
    const edge = (index, start) => Math.round(index * TILE * scale - start)
    const [x, y] = [edge(column, corner.left), edge(row, corner.top)]
    const [width, height] = [edge(column + 1, corner.left) - x, edge(row + 1, corner.top) - y]
    this.#context.drawImage(picture, x, y, width, height)
    // Coarse ones are many, and soon gone: the finer, the clearer.
    const strength = STRENGTH * left * ((level + 1) / 3)
    if (strength > 0 || this.#marks) this.#mark(maker, [x, y, width, height], strength)
  }

  #mark({ id }, [x, y, width, height], strength) {
    const context = this.#context
    const color = `hsl(${hueOf(id)} 85% 72%`
    context.lineWidth = 1
    context.strokeStyle = `${color} / ${this.#marks ? 0.6 : strength})`
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1)
    if (!this.#marks) return
    context.fillStyle = `${color} / ${0.08 + 0.4 * strength})`
    context.fillRect(x, y, width, height)
  }
}
