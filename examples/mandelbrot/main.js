/** Puts the page together. */
import { Address, readAddress } from './address.js'
import { control } from './controls.js'
import { ENGINES } from './engines.js'
import { Explorer } from './explorer.js'
import { Painter } from './painter.js'
import { Panel } from './panel.js'
import { PLACES } from './places.js'
import { HOME, placeOf, viewOf } from './view.js'

const canvas = document.getElementById('picture')
const painter = new Painter(canvas)
const panel = new Panel()

const start = readAddress(location.hash)
let mode = Object.hasOwn(ENGINES, start.mode) ? start.mode : 'dedicated'
let engine = ENGINES[mode]()

const pixelsOf = ({ width, height }) => ({
  width: Math.max(1, Math.round(width * devicePixelRatio)),
  height: Math.max(1, Math.round(height * devicePixelRatio)),
})

painter.size = pixelsOf(canvas.getBoundingClientRect())
const explorer = new Explorer(painter, engine, viewOf(start.place, painter.size))
explorer.onerror = (error) => panel.complain(String(error))

const go = (place) => explorer.look(viewOf(place, explorer.size))

new ResizeObserver(([{ contentRect }]) => {
  const size = pixelsOf(contentRect)
  const { width, height } = explorer.size
  if (width !== size.width || height !== size.height) explorer.size = size
}).observe(canvas)

/** Where workers cannot be shared, a pool has those of its page. */
const checkSharing = () => {
  const isShared = mode !== 'shared' || engine.stats().transport === 'shared worker'
  panel.complain(isShared ? '' : 'This browser cannot share workers: these are of this page alone.')
}
checkSharing()

const use = (next) => {
  mode = next
  engine = ENGINES[mode]()
  checkSharing()
  explorer.use(engine)
}

for (const input of document.querySelectorAll('[name=mode]')) {
  input.checked = input.value === mode
  input.addEventListener('change', () => use(input.value))
}

const { larger, smaller } = control(canvas, explorer)

const toggleMarks = () => {
  painter.marks = !painter.marks
  document.getElementById('marks').setAttribute('aria-pressed', String(painter.marks))
  explorer.redraw()
}

const actions = {
  larger,
  smaller,
  home: () => go(HOME),
  again: () => {
    checkSharing()
    explorer.use(engine)
  },
  marks: toggleMarks,
}
for (const [name, action] of Object.entries(actions)) {
  document.getElementById(name).addEventListener('click', action)
}
const keys = { 0: actions.home, r: actions.again, t: actions.marks }
document.addEventListener('keydown', (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) keys[event.key]?.()
})

for (const [name, place] of Object.entries(PLACES)) {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    textContent: name,
  })
  button.addEventListener('click', () => go(place))
  document.getElementById('places').append(button)
}

const address = new Address(document.getElementById('second'), 'shared')
address.onchange(({ place, mode }) => {
  go(place)
  document.querySelector(`[name=mode][value="${CSS.escape(mode)}"]:not(:checked)`)?.click()
})

/** For those who look at the page from outside. */
const tell = (facts) => {
  for (const [name, fact] of Object.entries(facts)) {
    if (canvas.dataset[name] !== String(fact)) canvas.dataset[name] = fact
  }
}

const frame = (now) => {
  explorer.frame(now)
  panel.frame(now, explorer, engine)
  address.frame(now, placeOf(explorer.view, explorer.size), mode)
  tell({
    state: explorer.isAtRest ? 'complete' : 'busy',
    mode,
    pictures: explorer.pictures,
    cancelled: explorer.cancelled,
    makers: [...explorer.makers.keys()].toSorted().join(' '),
  })
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
