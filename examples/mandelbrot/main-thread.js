/** Computes in the page itself, for comparison: one tile in each turn, while nothing else has any. */
import { draw, refine, sketch } from './mandelbrot.js'
import { turn } from './turn.js'

const METHODS = { sketch, draw, refine }

/** Of the same shape as those of a pool. */
const statsOf = (method, durations) => {
  const sorted = durations.toSorted((a, b) => a - b)
  const quantile = (part) => sorted[Math.ceil(part * sorted.length) - 1] ?? 0
  const sum = sorted.reduce((sum, duration) => sum + duration, 0)
  const mean = sum / Math.max(1, sorted.length)
  return { method, calls: sorted.length, run: { mean, p50: quantile(0.5), p99: quantile(0.99) } }
}

export class MainThread {
  isPage = true
  limit = 1
  #durations = new Map(Object.keys(METHODS).map((method) => [method, []]))
  /** How many tiles of the picture at hand are not done. */
  #left = { count: 0 }

  /** @param {readonly import('./plan.js').Job[]} jobs @param {AbortSignal} signal */
  async *paint(jobs, signal) {
    const left = { count: jobs.length }
    this.#left = left
    try {
      for (const job of jobs) {
        await turn()
        signal.throwIfAborted()
        const began = performance.now()
        const tile = METHODS[job.method](job.area)
        this.#durations.get(job.method).push(performance.now() - began)
        left.count--
        yield { job, tile }
      }
    } finally {
      left.count = 0
    }
  }

  stats() {
    const methods = [...this.#durations].map(([name, durations]) => statsOf(name, durations))
    const busy = Math.min(1, this.#left.count)
    return {
      workers: { starting: 0, idle: 0, busy, draining: 0, ending: 0 },
      queued: this.#left.count - busy,
      methods: methods.filter(({ calls }) => calls > 0),
    }
  }

  end() {}
}
