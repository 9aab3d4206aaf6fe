/** One number for each measure of each adapter, of all rounds. */
import { summarize } from '../pool/statistics.mjs'

export class Summaries {
  #rounds
  #found = new Map()

  constructor({ rounds }) {
    this.#rounds = rounds
  }

  of(name, key) {
    const id = `${name} ${key}`
    if (!this.#found.has(id)) {
      const outcomes = this.#rounds.flatMap((round) => round.outcomes[name] ?? [])
      this.#found.set(id, summarize(outcomes, key))
    }
    return this.#found.get(id)
  }

  median(name, key) {
    return this.of(name, key).median
  }
}
