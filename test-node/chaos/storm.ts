import { descendants, isWorker, type Descendant } from './census.js'
import type { Random } from './random.js'

/** What befalls workers from outside. */
const BLOWS = { SIGKILL: 5, SIGTERM: 2, SIGSTOP: 5 } as const

/**
 * Milliseconds for which a worker is mostly spared: when three in a row are killed while they start, all
 * calls that wait are rejected.
 */
const YOUTH = 300

/** Sends signals to workers at random times until it is told to stop. */
export class Storm {
  readonly blows = { SIGKILL: 0, SIGTERM: 0, SIGSTOP: 0 }
  private readonly random: Random
  private readonly interval: number
  private readonly stopped = new Map<number, NodeJS.Timeout>()
  private timer: NodeJS.Timeout | undefined
  /** When each worker was seen first. */
  private readonly seen = new Map<number, number>()

  /** @param interval milliseconds between two blows, about */
  constructor(random: Random, interval: number) {
    this.random = random
    this.interval = interval
    this.wait()
  }

  /** Whoever was stopped goes on. */
  end(): void {
    clearTimeout(this.timer)
    for (const [pid, timer] of this.stopped) {
      clearTimeout(timer)
      this.goOn(pid)
    }
  }

  private wait(): void {
    this.timer = setTimeout(
      () => {
        this.strike()
        this.wait()
      },
      this.random.integer(1, 2 * this.interval),
    )
  }

  private strike(): void {
    // Chosen first, so that the same seed makes the same choices.
    const blow = this.random.weighted(BLOWS)
    const which = this.random.next()
    const pause = this.random.integer(10, 300)
    const spares = this.random.chance(0.9)
    const workers = this.workers(spares ? YOUTH : 0)
    const worker = workers[Math.floor(which * workers.length)]
    if (worker === undefined || this.stopped.has(worker.pid) || !send(worker.pid, blow)) return
    this.blows[blow]++
    if (blow !== 'SIGSTOP') return
    const timer = setTimeout(() => this.goOn(worker.pid), pause)
    this.stopped.set(worker.pid, timer)
  }

  /** Those that have been there for so long. */
  private workers(age: number): Descendant[] {
    const now = performance.now()
    return descendants().filter((each) => {
      if (!isWorker(each)) return false
      const since = this.seen.get(each.pid) ?? now
      this.seen.set(each.pid, since)
      return now - since >= age
    })
  }

  private goOn(pid: number): void {
    this.stopped.delete(pid)
    send(pid, 'SIGCONT')
  }
}

/** Gives whether there was anyone. */
const send = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
