/** What locks cost, by how many are held. */
import { Locks, Ticket } from '../../src/core/schedule/locks.ts'
import { Randomness } from './randomness.mjs'
import { BATCH, timeOf } from './timing.mjs'

export class HeldLocks {
  #locks = new Locks()
  #random = new Randomness(1)
  #held

  constructor(size) {
    this.#held = Array.from({ length: size }, (_, i) => new Ticket(i, [`held ${i}`]))
    for (const ticket of this.#held) this.#locks.request(ticket)
  }

  /** Two locks that nobody has are taken and given back. */
  freeCost() {
    return this.#cost(() => ['free', 'free too'])
  }

  /** Somebody waits behind one that has a lock, and goes. */
  waitingCost() {
    return this.#cost(() => [`held ${this.#random.integer(this.#held.length)}`])
  }

  #cost(names) {
    return timeOf({
      prepare: () => Array.from({ length: BATCH }, names),
      work: (all) => {
        for (const wanted of all) {
          const ticket = new Ticket(0, wanted)
          this.#locks.request(ticket)
          this.#locks.release(ticket)
        }
      },
    })
  }

  /** One that has a lock gives it back, and takes it again. */
  turnCost() {
    return timeOf({
      prepare: () => Array.from({ length: BATCH }, () => this.#random.integer(this.#held.length)),
      work: (places) => {
        for (const i of places) {
          const { holder, places: wanted } = this.#held[i]
          this.#locks.release(this.#held[i])
          this.#held[i] = new Ticket(holder, [wanted[0].name])
          this.#locks.request(this.#held[i])
        }
      },
    })
  }
}
