/** What it costs to find a worker and to take it back, by how many there are. */
import { Duration } from '../../src/core/schedule/duration.ts'
import { NOWHERE, ReadyList } from '../../src/core/schedule/ready.ts'
import { Randomness } from './randomness.mjs'
import { BATCH, timeOf } from './timing.mjs'
import { Worker } from './worker.mjs'

/** So much is done before it is counted how often a worker has the module already. */
const SETTLING = 20

/** Workers of which a part is busy: each that is done makes room for the next call. */
export class Staff {
  #ready = new ReadyList(1)
  #busy = []
  #random = new Randomness(1)
  #modules
  #durations
  #hits = 0

  /** @param share the part of them that is busy */
  constructor(size, share, modules) {
    this.#modules = Array.from({ length: modules }, (_, i) => `file:///modules/${i}.js`)
    const all = new Duration()
    this.#durations = this.#modules.map(() => new Duration(all))
    for (let i = 0; i < size; i++) this.#ready.place(new Worker())
    for (let i = 0; i < Math.round(size * share); i++) this.#take()
    for (let i = 0; i < size * SETTLING; i++) this.#turn()
  }

  /** The part of calls that get a worker which has used their module last. */
  get hits() {
    const calls = 20_000
    this.#hits = 0
    for (let i = 0; i < calls; i++) this.#turn()
    return this.#hits / calls
  }

  /** A worker is found and taken, and one comes back. */
  turnCost() {
    return timeOf({
      work: () => {
        for (let i = 0; i < BATCH; i++) this.#turn()
      },
    })
  }

  /** The same, and what the call took is learned. */
  completionCost() {
    return timeOf({
      work: () => {
        for (let i = 0; i < BATCH; i++) {
          this.#durations[this.#random.integer(this.#durations.length)].add(i)
          this.#turn()
        }
      },
    })
  }

  #turn() {
    this.#release()
    this.#take()
  }

  /** One of the busy ones has nothing to do. */
  #release() {
    const busy = this.#busy
    const i = this.#random.integer(busy.length)
    const worker = busy[i]
    busy[i] = busy.at(-1)
    busy.pop()
    worker.rank = 0
    this.#ready.place(worker)
  }

  #take() {
    const module = this.#modules[this.#random.integer(this.#modules.length)]
    const worker = this.#ready.best(module, 0, 1)
    if (worker.usedFor === module) this.#hits++
    worker.usedFor = module
    worker.rank = NOWHERE
    this.#ready.place(worker)
    this.#busy.push(worker)
  }
}
