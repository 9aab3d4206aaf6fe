/** Calls, with when each was due, when it was made, and when its result was there. */
export class Log {
  #pool
  #calls
  #now

  /** @param now milliseconds on the clock by which they are due */
  constructor(pool, calls, now) {
    this.#pool = pool
    this.#calls = calls
    this.#now = now
    this.due = new Float64Array(calls.length)
    this.since = new Float64Array(calls.length)
    this.until = new Float64Array(calls.length)
  }

  /** Resolves when the call is done and its result was right. */
  async make(i, due) {
    const { name, result } = this.#calls[i].kind
    this.since[i] = this.#now()
    this.due[i] = due
    const value = await this.#pool[name](i)
    this.until[i] = this.#now()
    if (value !== result(i)) throw new Error(`${name}(${i}) gave ${value}`)
  }
}
