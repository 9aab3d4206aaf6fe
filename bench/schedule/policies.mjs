/** Ways to choose who is next. Each has `size`, `push(call, now)` and `shift(now)`. */
import { Queue } from '../../src/core/schedule/queue.ts'
import { ResponseRatioQueue } from '../../src/core/schedule/response-ratio.ts'

class FirstCome {
  #queue = new Queue()

  get size() {
    return this.#queue.size
  }

  push(call) {
    this.#queue.push(call)
  }

  shift() {
    return this.#queue.shift()
  }
}

/** Looks at the first call of every function, with what is expected of it now. */
class FullLook {
  size = 0
  #durations
  #score
  #lines
  /** The functions of which calls wait. */
  #occupied = []

  /** @param score how good a call is, by how long it has waited and what it is expected to take */
  constructor(durations, score) {
    this.#durations = durations
    this.#score = score
    this.#lines = durations.map(() => new Queue())
  }

  push(call, now) {
    call.since = now
    const line = this.#lines[call.method]
    if (line.size === 0) this.#occupied.push(call.method)
    line.push(call)
    this.size++
  }

  shift(now) {
    if (this.size === 0) return undefined
    let best = 0
    let highest = -Infinity
    for (let i = 0; i < this.#occupied.length; i++) {
      const method = this.#occupied[i]
      const { since } = this.#lines[method].first
      const score = this.#score(now - since, this.#durations[method].expected)
      if (score <= highest) continue
      highest = score
      best = i
    }
    const line = this.#lines[this.#occupied[best]]
    const call = line.shift()
    this.size--
    if (line.size > 0) return call
    const last = this.#occupied.pop()
    if (best < this.#occupied.length) this.#occupied[best] = last
    return call
  }
}

/** The one of the library, with all that it knows. */
class Ours {
  #durations
  #queue = new ResponseRatioQueue()

  constructor(durations) {
    this.#durations = durations
  }

  get size() {
    return this.#queue.size
  }

  push(call, now) {
    const { expected } = this.#durations[call.method]
    this.#queue.push(call, now, expected, call.weight, call.due)
  }

  shift(now) {
    return this.#queue.shift(now)
  }

  /** The next of those that are short, which is not taken out yet; `take` does that. */
  peekShort(now) {
    return this.#queue.peek(now, true)
  }

  take(call) {
    this.#queue.take(call)
  }
}

/** Each gives a policy, from what the functions are known to take. */
export const POLICIES = {
  'first come, first served': () => new FirstCome(),
  'shortest first': (durations) => new FullLook(durations, (_waited, expected) => -expected),
  'exact response ratio': (durations) =>
    new FullLook(durations, (waited, expected) => waited / expected),
  ours: (durations) => new Ours(durations),
}
