/** Follows where one looks: has tiles computed for it, and gives up those for where one has looked before. */
import { glide } from './glide.js'
import { plan } from './plan.js'

/** While the view moves, what is to be computed is chosen anew once in so many milliseconds. */
const PACE = 110

/** Tiles per second are those of the last milliseconds. */
const LATELY = 1000

/**
 * @typedef {{ state: 'open' | 'complete' | 'over', took: number, jobs: number, done: number }} Progress
 * It is over when it was given up, or has failed.
 */

export class Explorer {
  #painter
  #engine
  #target
  #shown
  #controller = new AbortController()
  #plannedAt = -Infinity
  #isStale = true
  #isDirty = true
  #frameAt = performance.now()
  /** When tiles came, lately. */
  #arrivals = []
  #began = 0
  /** @type {Progress} */
  progress = { state: 'over', took: 0, jobs: 0, done: 0 }
  /** How many tiles were given up, and how many pictures are finished. */
  cancelled = 0
  pictures = 0
  /** Who computes, and how many tiles each of them has made for other pages. @type {Map<string, number>} */
  makers = new Map()
  /** Told of what goes wrong. @type {(error: unknown) => void} */
  onerror = reportError

  /** @param {import('./painter.js').Painter} painter */
  constructor(painter, engine, view) {
    this.#painter = painter
    this.#engine = engine
    this.#target = view
    this.#shown = view
  }

  get view() {
    return this.#target
  }

  get size() {
    return this.#painter.size
  }

  /** The canvas shows more or less of the plane, as large as before. */
  set size(size) {
    this.#painter.size = size
    this.#isStale = true
    // At once: a canvas that has another size is empty.
    this.#isDirty = true
    this.#painter.draw(this.#shown, performance.now())
  }

  /** Whether what is shown is where one looks, finished, and nothing fades any more. */
  get isAtRest() {
    return this.progress.state === 'complete' && !this.#isStale && !this.#isDirty
  }

  get rate() {
    const since = performance.now() - LATELY
    this.#arrivals = this.#arrivals.filter((at) => at >= since)
    return (this.#arrivals.length * 1000) / LATELY
  }

  /** @param {import('./view.js').View} view @param {{ atOnce?: boolean }} [options] without a glide */
  look(view, { atOnce = false } = {}) {
    this.#target = view
    if (atOnce) this.#shown = view
    this.#isStale = true
    this.#isDirty = true
  }

  /** Has others compute, from the beginning. */
  use(engine) {
    this.#giveUp()
    if (engine !== this.#engine) this.#engine.end()
    this.#engine = engine
    this.makers.clear()
    this.#painter.clear()
    this.#isStale = true
    this.#isDirty = true
  }

  /** What is to be done for each frame. */
  frame(now) {
    if (this.#isStale && now - this.#plannedAt >= PACE) this.#plan(now)
    if (this.#shown !== this.#target) {
      this.#shown = glide(this.#shown, this.#target, now - this.#frameAt)
      this.#isDirty = true
    }
    this.#frameAt = now
    if (this.#isDirty)
      this.#isDirty = this.#painter.draw(this.#shown, now) || this.#shown !== this.#target
    if (this.progress.state === 'open') this.progress.took = performance.now() - this.#began
  }

  redraw() {
    this.#isDirty = true
  }

  #giveUp() {
    if (this.progress.state !== 'open') return
    this.progress.state = 'over'
    this.cancelled += this.progress.jobs - this.progress.done
    this.#controller.abort()
  }

  #plan(now) {
    this.#giveUp()
    this.#plannedAt = now
    this.#isStale = false
    const painter = this.#painter
    painter.expect(this.#target)
    const jobs = plan(this.#target, this.size, (column, row) => painter.levelOf(column, row))
    this.#began = performance.now()
    this.progress = { state: 'open', took: 0, jobs: jobs.length, done: 0 }
    this.#controller = new AbortController()
    const { signal } = this.#controller
    const { progress } = this
    this.#paint(jobs, signal).catch((error) => {
      // Whoever aborted knows.
      if (signal.aborted) return
      progress.state = 'over'
      this.onerror(error)
    })
  }

  async #paint(jobs, signal) {
    const { progress } = this
    if (jobs.length > 0) {
      for await (const { job, tile } of this.#engine.paint(jobs, signal)) {
        if (signal.aborted) return
        this.#painter.put(job, tile)
        this.makers.set(tile.maker.id, tile.maker.others)
        this.#arrivals.push(performance.now())
        this.#isDirty = true
        progress.done++
      }
    }
    progress.took = performance.now() - this.#began
    progress.state = 'complete'
    this.pictures++
    this.#isDirty = true
  }
}
