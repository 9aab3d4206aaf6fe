/** Who computes the tiles: the page, workers of its own, or workers that all tabs share. */
import { Pool } from 'invoke/browser'
import { MainThread } from './main-thread.js'

/** Coarse tiles go first, wherever they are; what only makes a tile nicer goes last. */
const PRIORITIES = { sketch: 8, draw: 1, refine: 1 / 8 }

/** Whatever was in a worker that is gone can be computed again. */
const RETRIES = 3

/** How long workers stay that have nothing to do, in milliseconds: for as long as one looks at a picture. */
const IDLE = 60_000

class Workers {
  #pool
  #mandelbrot
  isPage = false
  limit

  /** @param {Pool} pool @param {number} limit */
  constructor(pool, limit) {
    this.#pool = pool
    this.#mandelbrot = pool.invoke('./mandelbrot.js')
    this.limit = limit
  }

  /** Gives tiles as they are done. @param {readonly import('./plan.js').Job[]} jobs @param {AbortSignal} signal */
  paint(jobs, signal) {
    const call = async (job, { signal }) => {
      const options = { signal, priority: PRIORITIES[job.method], retries: RETRIES }
      return { job, tile: await this.#mandelbrot(options)[job.method](job.area) }
    }
    // All of them at once: the pool is to know what waits, to choose well.
    return this.#pool.map(jobs, call, { ordered: false, concurrency: jobs.length, signal })
  }

  stats() {
    return this.#pool.stats()
  }

  /** What is under way has been aborted. Not by force: other pages may use the same workers. */
  end() {
    void this.#pool.kill()
  }
}

const limit = navigator.hardwareConcurrency || 2

/** Also for workers that are shared: the pool learns from this one where their script is. */
const worker = ({ name }) =>
  new Worker(new URL('./mandelbrot.worker.js', import.meta.url), { type: 'module', name })

const OPTIONS = { worker, limit, idleTimeout: IDLE }

export const ENGINES = {
  main: () => new MainThread(),
  dedicated: () => new Workers(new Pool(OPTIONS), limit),
  shared: () => new Workers(new Pool({ ...OPTIONS, scope: 'origin', name: 'mandelbrot' }), limit),
}

/** @typedef {keyof typeof ENGINES} Mode */
