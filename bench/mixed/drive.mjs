/** Makes calls of a pool, and notes when. */
import { Worker } from 'node:worker_threads'
import { now } from './now.mjs'

/** Calls, with when each was due, when it was made, and when its result was there. */
class Log {
  #pool
  #calls

  constructor(pool, calls) {
    this.#pool = pool
    this.#calls = calls
    this.due = new Float64Array(calls.length)
    this.since = new Float64Array(calls.length)
    this.until = new Float64Array(calls.length)
  }

  /** Resolves when the call is done and its result was right. */
  async make(i, due) {
    const { name, result } = this.#calls[i].kind
    this.since[i] = now()
    this.due[i] = due
    const value = await this.#pool[name](i)
    this.until[i] = now()
    if (value !== result(i)) throw new Error(`${name}(${i}) gave ${value}`)
  }
}

/** All in one go. */
export const driveAtOnce = async (pool, calls) => {
  const log = new Log(pool, calls)
  const due = now()
  await Promise.all(calls.map((_call, i) => log.make(i, due)))
  return log
}

/** Each when it is due. */
export const driveOverTime = async (pool, calls) => {
  const log = new Log(pool, calls)
  const clock = new Worker(new URL('clock.mjs', import.meta.url), {
    workerData: Float64Array.from(calls, ({ due }) => due),
  })
  const made = []
  try {
    await new Promise((resolve, reject) => {
      clock.on('error', reject)
      clock.on('message', ({ i, due }) => {
        const done = log.make(i, due)
        done.catch(reject)
        made.push(done)
        if (made.length === calls.length) resolve()
      })
    })
    await Promise.all(made)
  } finally {
    await clock.terminate()
  }
  return log
}
