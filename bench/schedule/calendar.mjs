/** What is to happen next, by a clock of its own: a binary heap. */
export class Calendar {
  #times
  #whos
  size = 0

  /** @param most how much may stand in it */
  constructor(most) {
    this.#times = new Float64Array(most)
    this.#whos = new Array(most).fill(undefined)
  }

  /** When the next happens; `Infinity` when nothing does. */
  get first() {
    return this.size === 0 ? Infinity : this.#times[0]
  }

  add(time, who) {
    const [times, whos] = [this.#times, this.#whos]
    let hole = this.size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (times[parent] <= time) break
      times[hole] = times[parent]
      whos[hole] = whos[parent]
      hole = parent
    }
    times[hole] = time
    whos[hole] = who
  }

  shift() {
    const [times, whos] = [this.#times, this.#whos]
    const first = whos[0]
    const size = --this.size
    const time = times[size]
    const who = whos[size]
    whos[size] = undefined
    if (size === 0) return first
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= size) break
      if (child + 1 < size && times[child + 1] < times[child]) child++
      if (times[child] >= time) break
      times[hole] = times[child]
      whos[hole] = whos[child]
      hole = child
    }
    times[hole] = time
    whos[hole] = who
    return first
  }
}
