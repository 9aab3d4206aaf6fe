/** A small graph of a number over the last seconds. */

/** So many milliseconds fit. */
const SPAN = 10_000

const COLORS = { line: '#7fb4e6', fill: 'rgb(127 180 230 / 0.16)', alarm: '#f2a65a' }

/** @typedef {{ at: number, value: number }} Sample */

class Graph {
  #canvas
  /** @type {Sample[]} */
  samples = []

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas
  }

  add(at, value) {
    this.samples.push({ at, value })
    // The one before the oldest that is shown is where its line begins.
    const first = this.samples.findIndex((sample) => sample.at >= at - SPAN)
    if (first > 1) this.samples.splice(0, first - 1)
  }

  /** Gives what is needed to draw, in pixels of the screen, on an empty canvas. */
  begin(now) {
    const canvas = this.#canvas
    const ratio = devicePixelRatio
    const width = Math.round(canvas.clientWidth * ratio)
    const height = Math.round(canvas.clientHeight * ratio)
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    const context = canvas.getContext('2d')
    context.clearRect(0, 0, width, height)
    return { context, width, height, ratio, xOf: (at) => width * (1 - (now - at) / SPAN) }
  }
}

/** A number that stays until it changes, as steps. Its scale is that of the largest. */
export class StepGraph extends Graph {
  draw(now) {
    const { context, width, height, ratio, xOf } = this.begin(now)
    const most = Math.max(1, ...this.samples.map(({ value }) => value))
    const yOf = (value) => height - ratio - (value / most) * (height - 3 * ratio)
    context.beginPath()
    let last = 0
    context.moveTo(0, yOf(0))
    for (const { at, value } of this.samples) {
      context.lineTo(xOf(at), yOf(last))
      context.lineTo(xOf(at), yOf(value))
      last = value
    }
    context.lineTo(width, yOf(last))
    context.lineWidth = 1.25 * ratio
    context.strokeStyle = COLORS.line
    context.stroke()
    context.lineTo(width, height)
    context.lineTo(0, height)
    context.fillStyle = COLORS.fill
    context.fill()
  }
}

/** Lengths of time, as bars as wide as they are long: what took longest cannot be overlooked. */
export class PauseGraph extends Graph {
  #alarm

  /** @param {number} alarm from here on, it is too long */
  constructor(canvas, alarm) {
    super(canvas)
    this.#alarm = alarm
  }

  draw(now) {
    const { context, height, ratio, xOf } = this.begin(now)
    const most = Math.max(this.#alarm * 2, ...this.samples.map(({ value }) => value))
    for (const { at, value } of this.samples) {
      const tall = Math.max(ratio, (value / most) * (height - ratio))
      const from = xOf(at - value)
      context.fillStyle = value >= this.#alarm ? COLORS.alarm : COLORS.line
      context.fillRect(from, height - tall, Math.max(ratio, xOf(at) - from), tall)
    }
  }
}
