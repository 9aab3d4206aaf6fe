import { Log } from './log.mjs'

/** Makes calls of a pool, and notes when. */
export class Driver {
  #now
  #startClock

  /**
   * @param now milliseconds on a clock that all threads share
   * @param startClock is given when calls are due, from its start, and two functions: one to be told `{ i, due }` when
   * each of them is, and one for an error; gives what ends it
   */
  constructor(now, startClock) {
    this.#now = now
    this.#startClock = startClock
  }

  /** All in one go. */
  async atOnce(pool, calls) {
    const log = new Log(pool, calls, this.#now)
    const due = this.#now()
    await Promise.all(calls.map((_call, i) => log.make(i, due)))
    return log
  }

  /** Each when it is due. */
  async overTime(pool, calls) {
    const log = new Log(pool, calls, this.#now)
    const made = []
    let stop
    try {
      await new Promise((resolve, reject) => {
        const make = ({ i, due }) => {
          const done = log.make(i, due)
          done.catch(reject)
          made.push(done)
          if (made.length === calls.length) resolve()
        }
        stop = this.#startClock(
          Float64Array.from(calls, ({ due }) => due),
          make,
          reject,
        )
      })
      await Promise.all(made)
    } finally {
      await stop?.()
    }
    return log
  }
}
