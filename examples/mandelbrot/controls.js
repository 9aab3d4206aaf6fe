/** Pointers, the wheel and keys, as moves of a view. */
import { moved, zoomed } from './view.js'

/** How much larger for a wheel that turned by one pixel, as browsers count it. */
const WHEEL = 1.0022
/** One notch of some wheels counts as so many pixels, one line of others as these. */
const MOST_WHEEL = 240
const LINE = 16

const STEP = 2
/** The part of the canvas by which an arrow moves. */
const ARROW = 0.15

const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import('./explorer.js').Explorer} explorer
 */
export const control = (canvas, explorer) => {
  /** Those that are down, and where. @type {Map<number, { x: number, y: number }>} */
  const pointers = new Map()

  const pointOf = ({ clientX, clientY }) => {
    const { left, top, width } = canvas.getBoundingClientRect()
    const ratio = canvas.width / width
    return { x: (clientX - left) * ratio, y: (clientY - top) * ratio }
  }

  const zoom = (point, factor, options) =>
    explorer.look(zoomed(explorer.view, explorer.size, point, factor), options)

  const middle = () => ({ x: canvas.width / 2, y: canvas.height / 2 })

  /** Of all that are down: where they are, and how far apart. */
  const grip = () => {
    const [one, other = one] = pointers.values()
    return {
      x: (one.x + other.x) / 2,
      y: (one.y + other.y) / 2,
      apart: Math.hypot(one.x - other.x, one.y - other.y),
    }
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    canvas.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, pointOf(event))
    canvas.classList.add('held')
  })

  canvas.addEventListener('pointermove', (event) => {
    if (!pointers.has(event.pointerId)) return
    const before = grip()
    pointers.set(event.pointerId, pointOf(event))
    const after = grip()
    explorer.look(moved(explorer.view, after.x - before.x, after.y - before.y), { atOnce: true })
    if (before.apart > 0 && after.apart > 0)
      zoom(after, after.apart / before.apart, { atOnce: true })
  })

  for (const name of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(name, (event) => {
      pointers.delete(event.pointerId)
      if (pointers.size === 0) canvas.classList.remove('held')
    })
  }

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1)
      const turned = Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, pixels))
      // A pinch on a touch pad comes as a wheel that turns little.
      zoom(pointOf(event), WHEEL ** (-turned * (event.ctrlKey ? 4 : 1)))
    },
    { passive: false },
  )

  canvas.addEventListener('dblclick', (event) => {
    zoom(pointOf(event), event.shiftKey ? 1 / STEP : STEP)
  })

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input')) return
    const arrow = ARROWS[event.key]
    if (arrow !== undefined) {
      const far = ARROW * Math.min(canvas.width, canvas.height)
      explorer.look(moved(explorer.view, arrow[0] * far, arrow[1] * far))
    } else if (event.key === '+' || event.key === '=') zoom(middle(), STEP)
    else if (event.key === '-') zoom(middle(), 1 / STEP)
    else return
    event.preventDefault()
  })

  return { larger: () => zoom(middle(), STEP), smaller: () => zoom(middle(), 1 / STEP) }
}
