/** What is going on, beside the picture. */
import { listen } from './heartbeat.js'
import { PauseGraph, StepGraph } from './graph.js'
import { magnification, placeOf } from './view.js'

/** Text changes so seldom that it can be read, graphs as often as one sees; in milliseconds. */
const TEXT = 120
const GRAPHS = 50

/** Without an answer for so long, a page feels stuck. */
const STUCK = 50
/** The longest pause is that of the last milliseconds. */
const LATELY = 3000

/** @param {string} id */
const find = (id) => document.getElementById(id)

const write = (id, text) => {
  const element = find(id)
  if (element.textContent !== text) element.textContent = text
}

const { format } = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

const duration = (milliseconds) => {
  if (milliseconds >= 9995) return `${(milliseconds / 1000).toFixed(1)} s`
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`
  return milliseconds >= 9.95 ? `${Math.round(milliseconds)} ms` : `${milliseconds.toFixed(1)} ms`
}

const signed = (number, digits) => number.toFixed(digits).replace('-', '−')

const coordinates = (place) => {
  const digits = Math.min(15, Math.max(2, Math.ceil(-Math.log10(place.span)) + 3))
  const sign = place.y < 0 ? '−' : '+'
  return `${signed(place.x, digits)} ${sign} ${Math.abs(place.y).toFixed(digits)} i`
}

const enlarged = (place) => {
  const times = magnification(place)
  if (times < 1e6) return `${times < 10 ? times.toFixed(1) : format(times)} ×`
  const power = Math.floor(Math.log10(times))
  const digits = String(power).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit])
  return `${(times / 10 ** power).toFixed(1)} · 10${digits} ×`
}

export class Panel {
  #queue = new StepGraph(find('queue-graph'))
  #pauses = new PauseGraph(find('pauses-graph'), STUCK)
  #textAt = -Infinity
  #graphsAt = -Infinity

  constructor() {
    listen((at, late) => this.#pauses.add(at, late))
  }

  /** Called for each frame. */
  frame(now, explorer, engine) {
    if (now - this.#graphsAt < GRAPHS) return
    this.#graphsAt = now
    const stats = engine.stats()
    this.#queue.add(now, stats.queued)
    this.#queue.draw(now)
    this.#pauses.draw(now)
    this.#showWorkers(engine, stats.workers)
    if (now - this.#textAt < TEXT) return
    this.#textAt = now
    this.#showText(now, explorer, stats)
  }

  /** @param {string} text nothing when all is well again */
  complain(text) {
    write('trouble', text)
    find('trouble').hidden = text === ''
  }

  #showText(now, { progress, cancelled, rate, view, size, makers }, { queued, methods }) {
    const { state, took, jobs, done } = progress
    const place = placeOf(view, size)
    write('took', duration(took))
    write('took-label', state === 'complete' ? 'for the picture' : 'so far')
    find('progress').value = jobs === 0 ? 1 : done / jobs
    write('rate', format(rate))
    write('done', `${format(done)} / ${format(jobs)}`)
    write('cancelled', format(cancelled))
    write('queued', format(queued))
    const others = [...makers.values()].reduce((sum, made) => sum + made, 0)
    write('others', others === 0 ? '' : `${format(others)} tiles for other tabs`)
    write('place', coordinates(place))
    write('magnification', enlarged(place))
    const lately = this.#pauses.samples.filter(({ at }) => at >= now - LATELY)
    const longest = Math.max(0, ...lately.map(({ value }) => value))
    write('longest', duration(longest))
    find('longest').classList.toggle('alarm', longest >= STUCK)
    this.#showMethods(methods)
  }

  /** Workers have no places of their own: those that are busy come first. */
  #showWorkers(engine, { busy, draining, ending, idle, starting }) {
    const states = [
      ...Array(busy + draining).fill('busy'),
      ...Array(starting).fill('starting'),
      ...Array(idle + ending).fill('idle'),
    ]
    const row = find('workers')
    const cells = Math.max(engine.limit, states.length)
    while (row.children.length < cells) row.append(document.createElement('li'))
    while (row.children.length > cells) row.lastChild.remove()
    for (const [index, cell] of [...row.children].entries()) cell.className = states[index] ?? ''
    const words = [
      [busy + draining, 'busy'],
      [idle, 'idle'],
      [starting, 'starting'],
    ]
    const some = words.filter(([number]) => number > 0).map((word) => word.join(' '))
    const text = some.length > 0 ? some.join(', ') : 'none yet'
    write('workers-text', engine.isPage ? 'none: the page does it' : text)
    row.classList.toggle('page', engine.isPage)
  }

  #showMethods(methods) {
    const rows = find('methods')
    const known = methods.filter(({ method, calls }) => method !== undefined && calls > 0)
    while (rows.children.length > known.length) rows.lastChild.remove()
    while (rows.children.length < known.length) {
      const row = document.createElement('tr')
      row.append(...['th', 'td', 'td', 'td', 'td'].map((name) => document.createElement(name)))
      rows.append(row)
    }
    for (const [index, { method, calls, run }] of known.entries()) {
      const texts = [method, format(calls), ...[run.mean, run.p50, run.p99].map(duration)]
      for (const [column, text] of texts.entries()) {
        rows.children[index].children[column].textContent = text
      }
    }
  }
}
