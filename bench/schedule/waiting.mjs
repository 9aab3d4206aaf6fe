/** What it costs that calls wait, by how many do. */
import { Duration } from '../../src/core/schedule/duration.ts'
import { Line } from '../../src/core/schedule/line.ts'
import { ResponseRatioQueue } from '../../src/core/schedule/response-ratio.ts'
import { Urgent } from '../../src/core/schedule/urgent.ts'
import { Call } from './call.mjs'
import { POLICIES } from './policies.mjs'
import { Randomness } from './randomness.mjs'
import { BATCH, timeOf } from './timing.mjs'

export const METHODS = 1e4

/** Milliseconds between one thing and the next. */
const GAP = 0.01

/** What functions take, in milliseconds, from 20 µs to 20 s. */
const expected = Array.from({ length: METHODS }, (_, i) => 0.02 * 10 ** ((6 * i) / METHODS))

/** So many calls that wait, whatever is measured, and some more. */
export class Crowd {
  queue = new ResponseRatioQueue()
  now = 0
  random = new Randomness(1)
  more = []
  #calls = []

  constructor(size) {
    const fresh = (_, i) => new Call(i, this.random.integer(METHODS))
    this.#calls = Array.from({ length: size }, fresh)
    this.more = Array.from({ length: BATCH }, fresh)
    for (const call of this.#calls) this.join(call)
  }

  join(call) {
    this.now += GAP
    this.queue.push(call, this.now, expected[call.method])
  }

  /** Calls from any place. They are not looked at, and so not brought near to the processor. */
  some() {
    const some = new Set()
    while (some.size < BATCH) some.add(this.random.integer(this.#calls.length))
    return Array.from(some, (i) => this.#calls[i])
  }
}

const times = (work) => Array.from({ length: BATCH }, work)

/** Each by its name, from a crowd. */
export const QUEUE_COSTS = {
  'a call comes': (crowd) =>
    timeOf({
      work: () => {
        for (const call of crowd.more) crowd.join(call)
      },
      restore: () => {
        for (const call of crowd.more) crowd.queue.remove(call)
      },
    }),
  'it is found who is next': (crowd) =>
    timeOf({
      work: () => {
        for (let i = 0; i < BATCH; i++) crowd.queue.peek((crowd.now += GAP))
      },
    }),
  'who is next is found and taken out': (crowd) =>
    timeOf({
      work: () => times(() => crowd.queue.shift((crowd.now += GAP))),
      restore: (calls) => {
        for (const call of calls) crowd.join(call)
      },
    }),
  'one of any place is cancelled': (crowd) =>
    timeOf({
      prepare: () => crowd.some(),
      work: (calls) => {
        for (const call of calls) crowd.queue.remove(call)
        return calls
      },
      restore: (calls) => {
        for (const call of calls) crowd.join(call)
      },
    }),
  'for comparison: one of any place is looked at': (crowd) => {
    let sum = 0
    return timeOf({
      prepare: () => crowd.some(),
      work: (calls) => {
        for (const call of calls) sum += call.since
        return sum
      },
    })
  },
}

/** The same for those with a deadline, from how many there are. */
export const deadlineCost = (size) => {
  const random = new Randomness(1)
  const urgent = new Urgent()
  let now = 0
  const note = () => {
    now += GAP
    urgent.push({ item: urgent, latest: now + random.uniform() * size * GAP }, size)
  }
  for (let i = 0; i < size; i++) note()
  return timeOf({
    work: () => {
      for (let i = 0; i < BATCH; i++) {
        note()
        urgent.first()
        urgent.shift()
      }
    },
  })
}

/** For comparison: one is taken out and one comes, in a queue that knows no order but that of coming. */
export const lineCost = (size) => {
  const line = new Line()
  for (let i = 0; i < size; i++) line.push(new Call(i, 0))
  return timeOf({
    work: () => {
      for (let i = 0; i < BATCH; i++) line.push(line.shift())
    },
  })
}

/** For comparison: the same with the exact response ratio, by a look at the first call of each function. */
export const exactCost = (size) => {
  const all = new Duration()
  const durations = expected.map((duration) => {
    const learned = new Duration(all)
    learned.add(duration)
    return learned
  })
  const queue = POLICIES['exact response ratio'](durations)
  const random = new Randomness(1)
  let now = 0
  const come = (call) => queue.push(call, (now += GAP))
  for (let i = 0; i < size; i++) come(new Call(i, random.integer(METHODS)))
  return timeOf({
    work: () => {
      for (let i = 0; i < BATCH; i++) come(queue.shift((now += GAP)))
    },
  })
}
