import * as assert from 'uvu/assert'
import fc from 'fast-check'
import {
  notWaiting,
  ResponseRatioQueue,
  type Waiting,
} from '../../src/core/schedule/response-ratio.js'
import { suite } from '../suite.js'
import { RatioModel, type Rule } from './ratio-model.js'

const test = suite('response ratio')

type Item = Waiting & { readonly name: number; readonly weight: number }

/** Two durations of one class differ by no more than this factor. */
const STEP = 2 ** (1 / 4)

/** From 10 µs to a quarter of an hour, so that short and long ones are equally likely. */
const durations = fc.integer({ min: -2000, max: 6000 }).map((n) => 10 ** (n / 1000))
const weights = fc.constantFrom(1 / 8, 1 / 2, 1, 2, 8)

/** For a text of what a queue holds. */
const withoutLinks = (key: string, value: unknown) =>
  ['ahead', 'behind', 'line', 'stay'].includes(key) ? undefined : value

/** What happens to a queue: someone comes, someone is served, someone leaves from anywhere, or comes back. */
const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('push' as const), expected: durations, weight: weights }),
    fc.record({ does: fc.constantFrom('serve' as const, 'back' as const) }),
    fc.record({ does: fc.constant('leave' as const), which: fc.nat(20) }),
  ),
  { maxLength: 120 },
)

const ratio = (item: Item, now: number) =>
  ((now - item.since) * item.weight) / Math.max(item.expected, 0.01 * item.weight)

test('whoever is next has nearly the highest response ratio of all', () => {
  fc.assert(
    fc.property(steps, fc.array(fc.integer({ min: 0, max: 50 })), (all, pauses) => {
      const queue = new ResponseRatioQueue<Item>()
      let waiting: Item[] = []
      let served: Item | undefined
      let now = 0
      let name = 0
      for (const [i, step] of all.entries()) {
        now += pauses[i % (pauses.length || 1)] ?? 1
        switch (step.does) {
          case 'push': {
            const item: Item = { ...notWaiting, name: name++, weight: step.weight }
            queue.push(item, now, step.expected, step.weight)
            waiting.push(item)
            break
          }
          case 'serve': {
            const next = queue.shift(now)
            const highest = Math.max(...waiting.map((item) => ratio(item, now)))
            if (next === undefined) assert.is(waiting.length, 0)
            else assert.ok(ratio(next, now) * STEP * 1.000001 >= highest)
            waiting = waiting.filter((item) => item !== next)
            served = next ?? served
            break
          }
          case 'back':
            if (served === undefined) break
            queue.rejoin(served, served.expected, served.weight)
            waiting.push(served)
            served = undefined
            break
          case 'leave': {
            const [item] = waiting.splice(step.which, 1)
            if (item === undefined) break
            assert.is(queue.remove(item), true)
            assert.is(queue.remove(item), false)
          }
        }
        assert.is(queue.size, waiting.length)
      }
      while (waiting.length > 0) {
        const next = queue.shift(now)
        waiting = waiting.filter((item) => item !== next)
        assert.is(queue.size, waiting.length)
      }
      assert.is(queue.shift(now), undefined)
    }),
  )
})

const itemOf = (name: number, weight = 1): Item => ({ ...notWaiting, name, weight })

/** From a millisecond on, so that shorter and longer ones are equally likely. */
const times = (most: number) => fc.integer({ min: 0, max: 1000 }).map((n) => most ** (n / 1000))

/** The same with deadlines, durations learned anew, a worker for short ones, and long pauses. */
const eventfulSteps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constantFrom('push' as const, 'push' as const, 'back' as const),
        expected: times(50_000),
        weight: weights,
        slack: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
        leeway: fc.constantFrom(3, 3000, Infinity, Infinity),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('serve' as const),
        shortOnly: fc.constantFrom(false, false, false, true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ does: fc.constant('leave' as const), which: fc.nat(50) }),
    },
  ),
  { minLength: 100, maxLength: 250, size: 'max' },
)

test('every choice is that of a look at all: deadlines, weights, the oldest, short ones only, who comes back', () => {
  const counts: Record<Rule, number> = { urgent: 0, oldest: 0, ratio: 0 }
  const pauses = fc.array(times(10_000), { minLength: 5 })
  fc.assert(
    fc.property(eventfulSteps, pauses, (all, between) => {
      const queue = new ResponseRatioQueue<Item>()
      const model = new RatioModel<Item>()
      const served: Item[] = []
      let now = 0
      const serve = (shortOnly: boolean) => {
        const choice = model.next(now, shortOnly)
        const next = queue.peek(now, shortOnly)
        assert.is(next === undefined, choice === undefined)
        if (choice === undefined || next === undefined) return
        assert.ok(choice.items.includes(next), `not by the rule "${choice.rule}"`)
        counts[choice.rule]++
        queue.take(next)
        model.take(next, choice.rule)
        served.push(next)
      }
      for (const [i, step] of all.entries()) {
        now += between[i % between.length]
        switch (step.does) {
          case 'push':
          case 'back': {
            const { expected, weight } = step
            const again = step.does === 'back' ? served.shift() : undefined
            const item = again ?? itemOf(i)
            const since = again?.since ?? now
            // A little differs each time: no two are due at one moment.
            const deadline = now + expected * (1 + step.slack) + step.leeway + i / 1000
            if (again === undefined) queue.push(item, now, expected, weight, deadline)
            else queue.rejoin(item, expected, weight, deadline)
            model.add(item, since, expected, weight, deadline, again !== undefined)
            break
          }
          case 'serve':
            serve(step.shortOnly)
            break
          case 'leave': {
            const item = model.items.at(step.which)
            if (item === undefined) break
            assert.is(queue.remove(item), true)
            model.remove(item)
          }
        }
        assert.is(queue.size, model.items.length)
      }
      while (model.items.length > 0) {
        now += between[0]
        serve(false)
      }
      assert.is(queue.peek(now), undefined)
    }),
    { numRuns: 200 },
  )
  assert.ok(
    Object.values(counts).every((count) => count > 10),
    JSON.stringify(counts),
  )
})

test('those of one duration are served as they came, and one that comes back before them', () => {
  const queue = new ResponseRatioQueue<Item>()
  const items = [0, 1, 2].map((name) => itemOf(name))
  for (const [i, item] of items.entries()) queue.push(item, i, 1)
  const first = queue.shift(5) as Item
  queue.rejoin(first, 1)
  assert.equal(
    [queue.shift(6), queue.shift(7), queue.shift(8)].map((item) => item?.name),
    [0, 1, 2],
  )
})

test('a short one goes before a long one, until that has waited for long', () => {
  const queue = new ResponseRatioQueue<Item>()
  const long = itemOf(0)
  queue.push(long, 0, 1000)
  let now = 0
  let before = 0
  for (;;) {
    queue.push(itemOf(++before), now, 10)
    now += 10
    if (queue.shift(now) === long) break
  }
  // Each short one has a ratio of 1 when its turn comes.
  assert.ok(now >= 1000 / STEP && now <= 1000 * STEP + 10, `after ${now} ms`)
})

test('nobody waits for ever behind those that are always better', () => {
  const queue = new ResponseRatioQueue<Item>()
  const long = itemOf(0, 1 / 8)
  queue.push(long, 0, 60_000, 1 / 8)
  let work = 0
  for (let now = 0; ; now += 10) {
    // Overload: two come for each that is served, and all have waited for as long as they are worth.
    for (let i = 0; i < 2; i++) queue.push(itemOf(1), now - 100_000, 10)
    const next = queue.shift(now) as Item
    work += next.expected
    if (next === long) break
    assert.ok(work < 100 * 60_000, 'a twentieth of the work is not kept for the oldest')
  }
})

test('whoever leaves, and waits elsewhere, does not hide those whose deadline is near', () => {
  const queue = new ResponseRatioQueue<Item>()
  const [first, gone, other, near, last] = [0, 1, 2, 3, 4].map((name) => itemOf(name))
  for (const [item, deadline] of [
    [first, 100],
    [gone, 200],
    [other, 400],
    [near, 300],
    [last, 500],
  ] as const) {
    queue.push(item, 0, 10, 1, deadline)
  }
  const rival = itemOf(5)
  queue.push(rival, 0, 1)
  queue.remove(gone)
  queue.assess(gone, 10)
  queue.remove(first)
  assert.is(queue.shift(200), rival)
  queue.push(rival, 200, 0.01)
  assert.is(queue.shift(284), near)
})

test('whoever comes back with another deadline is urgent by that one', () => {
  const queue = new ResponseRatioQueue<Item>()
  const item = itemOf(0)
  const rival = itemOf(1)
  queue.push(item, 0, 10, 1, 1000)
  queue.push(rival, 0, 1)
  queue.remove(item)
  queue.rejoin(item, 10, 1, 50)
  assert.is(queue.shift(35), item)
  queue.rejoin(item, 10, 1, 5000)
  assert.is(queue.shift(36), rival)
})

test('a queue that all have left owes nothing, and has nothing to pay back', () => {
  const queue = new ResponseRatioQueue<Item>()
  const [urgent, leaves, next, short] = [0, 1, 2, 3].map((name) => itemOf(name))
  queue.push(urgent, 0, 500_000, 1, 500_000)
  queue.push(leaves, 0, 1)
  assert.is(queue.shift(0), urgent)
  assert.is(queue.remove(leaves), true)
  queue.push(next, 0, 500, 1, 510)
  queue.push(short, 0, 1)
  assert.is(queue.shift(9), next)
})

test('what has left is forgotten, however many come and go', () => {
  const queue = new ResponseRatioQueue<Item>()
  queue.push(itemOf(0), 0, 3_600_000)
  for (let i = 1; i < 100_000; i++) {
    const item = itemOf(i)
    queue.push(item, i / 1000, 1)
    if (i % 2 === 0) queue.remove(item)
    else assert.is(queue.shift(i / 1000 + 0.5), item)
  }
  assert.is(queue.size, 1)
  const kept = JSON.stringify(queue, withoutLinks).length
  assert.ok(kept < 100_000, `${kept} characters`)
})

test('those who were served are not held when nobody waits any more', () => {
  const queue = new ResponseRatioQueue<Item>()
  // With a deadline, or without.
  for (let i = 0; i < 3; i++) queue.push(itemOf(i), 0, 1, 1, i === 0 ? 1000 : Infinity)
  const served = [queue.shift(1), queue.shift(1), queue.shift(1)] as Item[]
  assert.not.match(JSON.stringify(queue), /"name"/)
  queue.rejoin(served[1], 1)
  assert.match(JSON.stringify(queue, withoutLinks), /"name":1/)
  assert.is(queue.shift(1), served[1])
  assert.not.match(JSON.stringify(queue), /"name"/)
})

test.run()
