import * as assert from 'uvu/assert'
import fc from 'fast-check'
import {
  notWaiting,
  ResponseRatioQueue,
  type Waiting,
} from '../../src/core/schedule/response-ratio.js'
import { suite } from '../suite.js'

const test = suite('starvation')

/** After so long, in milliseconds, someone who waits may be served out of turn, from such a share of the other work. */
const PATIENCE = 10_000
const SHARE = 0.05
/** What is saved up for that at most, so that longer ones are served on credit. */
const MOST = 60_000
/** The same for those whose deadline is near. */
const URGENT_SHARE = 0.5
const URGENT_MOST = 1000

/** Someone who comes. */
interface Kind {
  readonly expected: number
  readonly weight: number
  /** Milliseconds from its coming to its deadline. */
  readonly deadline: number
  /** Whether it is served in vain first, and comes back. */
  readonly returns: boolean
}

interface Load {
  /** Who come, again and again. */
  readonly kinds: readonly Kind[]
  readonly workers: number
  /** Whether one worker more serves short ones only. */
  readonly lane: boolean
  /** How much comes, in relation to what the workers can do. */
  readonly load: number
}

type Item = Waiting & {
  readonly kind: Kind
  /** When it came to the queue, or came back, and how much work waited there then. */
  joined: number
  backlog: number
  returns: boolean
}

const COMERS = 800

/** The longest time, in milliseconds of work, that workers may be given before someone is served. */
const boundOf = ({ kinds }: Load, ahead: number, own: number): number => {
  const longest = Math.max(...kinds.map(({ expected }) => expected))
  const debt = Math.max(0, longest - MOST)
  // What is done out of turn is paid for by the rest: all that is ahead, and one that was longer than needed.
  const oldest = ahead + own
  const rest = (oldest + debt) / SHARE + longest
  if (kinds.every(({ deadline }) => deadline === Infinity)) return oldest + rest
  const saved = URGENT_MOST + URGENT_SHARE * longest
  return (1 + URGENT_SHARE) * (oldest + rest) + saved + longest
}

/** What was told of someone who is served. */
interface Service {
  readonly item: Item
  /** Milliseconds of work that workers were given since it might be served out of turn, its own among it. */
  readonly work: number
  readonly wait: number
}

/** Serves all who come, by a clock of its own. */
class Trial {
  readonly services: Service[] = []
  private readonly load: Load
  private readonly queue = new ResponseRatioQueue<Item>()
  /** When each worker is free; behind the others, that of the lane. */
  private readonly free: number[]
  /** Who was served in vain, and when it comes back. */
  private readonly returning = new Map<Item, number>()
  /** How much work workers were given, and when; the lane does not count. */
  private readonly given: { readonly at: number; readonly total: number }[] = [{ at: -1, total: 0 }]
  private waiting = 0
  private now = 0

  constructor(load: Load) {
    this.load = load
    this.free = new Array<number>(load.workers + (load.lane ? 1 : 0)).fill(0)
    const { kinds, workers } = load
    let comesAt = 0
    for (let comers = 0; comers < COMERS; comers++) {
      this.runUntil(comesAt)
      const kind = kinds[comers % kinds.length]
      this.join({ ...notWaiting, kind, joined: 0, backlog: 0, returns: kind.returns }, true)
      comesAt += kind.expected / workers / load.load
    }
    this.runUntil(Infinity)
  }

  private join(item: Item, isNew: boolean): void {
    const { now, queue } = this
    const { expected, weight, deadline } = item.kind
    item.joined = now
    item.backlog = this.waiting
    this.waiting += expected
    if (isNew) queue.push(item, now, expected, weight, now + deadline)
    else queue.rejoin(item, expected, weight, item.since + deadline)
  }

  private runUntil(end: number): void {
    for (;;) {
      this.serve()
      const next = Math.min(...this.free.filter((at) => at > this.now), ...this.returning.values())
      this.now = Math.min(next, end)
      for (const [item, at] of this.returning) {
        if (at > this.now || !this.returning.delete(item)) continue
        this.join(item, false)
      }
      if (next >= end) return
    }
  }

  private serve(): void {
    for (const [i, at] of this.free.entries()) {
      if (at > this.now) continue
      const isLane = i === this.load.workers
      const item = this.queue.peek(this.now, isLane)
      if (item === undefined) continue
      this.queue.take(item)
      this.free[i] = this.now + item.kind.expected
      this.begin(item, isLane)
    }
  }

  private begin(item: Item, isLane: boolean): void {
    const { now, given } = this
    const { expected } = item.kind
    this.waiting -= expected
    const { total } = given[given.length - 1]
    const own = isLane ? 0 : expected
    if (!isLane) given.push({ at: now, total: total + own })
    const before = given.findLast(({ at }) => at <= item.joined + PATIENCE)
    const work = total + own - Math.min(total, before?.total ?? 0)
    this.services.push({ item: { ...item }, work, wait: now - item.joined })
    if (item.returns) this.returning.set(item, now + expected)
    item.returns = false
  }
}

const workOf = fc.constantFrom(20, 100, 500, 2000, 10_000, 70_000, 200_000)

const loads: fc.Arbitrary<Load> = fc
  .record({
    kinds: fc.array(
      fc.record({
        expected: workOf,
        weight: fc.constantFrom(1 / 8, 1, 8),
        slack: fc.constantFrom(0.5, 3, 1000),
        returns: fc.constantFrom(false, false, true),
      }),
      { minLength: 2, maxLength: 20 },
    ),
    workers: fc.integer({ min: 1, max: 4 }),
    lane: fc.boolean(),
    haste: fc.boolean(),
    load: fc.constantFrom(0.8, 1, 1.5, 3, 20),
  })
  .map(({ kinds, haste, ...rest }) => ({
    ...rest,
    kinds: kinds.map(({ slack, ...kind }) => ({
      ...kind,
      deadline: haste ? kind.expected * (1 + slack) : Infinity,
    })),
  }))

test('whoever waits is served once a bounded amount of work was begun, whatever comes behind', () => {
  let late = 0
  fc.assert(
    fc.property(loads, (load) => {
      const { kinds, workers } = load
      const longest = Math.max(...kinds.map(({ expected }) => expected))
      const { services } = new Trial(load)
      const returned = services.filter(({ item }) => item.returns).length
      assert.is(services.length, COMERS + returned)
      for (const { item, work, wait } of services) {
        const bound = boundOf(load, item.backlog, item.kind.expected)
        assert.ok(work <= bound, `${work} of ${bound} ms of work were begun`)
        assert.ok(wait <= PATIENCE + longest + bound / workers, `it waited for ${wait} ms`)
        if (wait > PATIENCE) late++
      }
    }),
    { numRuns: 60 },
  )
  assert.ok(late > 1000)
})

const itemOf = (expected: number, weight: number): Item => ({
  ...notWaiting,
  kind: { expected, weight, deadline: Infinity, returns: false },
  joined: 0,
  backlog: 0,
  returns: false,
})

test('a twentieth of the work goes to the oldest, however long the others take', () => {
  const queue = new ResponseRatioQueue<Item>()
  const minute = 60_000
  const longest = 30 * minute
  const old = Array.from({ length: 10 }, () => itemOf(minute, 1 / 8))
  for (const item of old) queue.push(item, 0, minute, 1 / 8)
  const now = 20_000
  let others = 0
  for (let left = old.length; left > 0;) {
    // They always have the higher ratio.
    queue.push(itemOf(longest, 8), -1000 * longest, longest, 8)
    const next = queue.shift(now) as Item
    if (old.includes(next)) left--
    else others += longest
  }
  assert.ok(others * SHARE <= 10 * minute + SHARE * longest, `${others} ms were given to others`)
})

test.run()
