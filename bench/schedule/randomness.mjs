/** Random numbers that are the same in every run. */
export class Randomness {
  #state

  /** @param seed an integer */
  constructor(seed) {
    this.#state = Math.imul(seed + 1, 0x9e37_79b9)
  }

  /** From 0 to 1, both excluded. */
  uniform() {
    this.#state = (this.#state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32
  }

  /** From 0 to a number, that excluded. */
  integer(end) {
    return Math.floor(this.uniform() * end)
  }

  /** Times between events that know nothing of each other, 1 on average. */
  exponential() {
    return -Math.log(this.uniform())
  }

  /** Around 0, with a deviation of 1. */
  normal() {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform())
  }

  /** Changes the order. */
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const other = this.integer(i + 1)
      ;[list[i], list[other]] = [list[other], list[i]]
    }
    return list
  }
}
