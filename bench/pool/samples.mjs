/** Measured milliseconds, in memory taken beforehand: a growing list would be part of what is measured. */
export class Samples {
  #values = new Float64Array(1 << 20)
  count = 0

  add(value) {
    if (this.count < this.#values.length) this.#values[this.count++] = value
  }

  /** @param share 0.5 for the median */
  quantile(share) {
    const sorted = this.#values.subarray(0, this.count).toSorted()
    return sorted[Math.min(this.count - 1, Math.floor(this.count * share))]
  }
}
