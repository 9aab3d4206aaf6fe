import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { Budget } from '../../src/core/schedule/budget.js'
import { Histogram } from '../../src/core/schedule/histogram.js'
import { Line, outOfLine, type InLine } from '../../src/core/schedule/line.js'
import { Queue } from '../../src/core/schedule/queue.js'
import { NOWHERE, nowhere, ReadyList, type Ready } from '../../src/core/schedule/ready.js'
import { Urgent } from '../../src/core/schedule/urgent.js'
import { suite } from '../suite.js'

const test = suite('schedule')

test('a queue gives what it took, in order', () => {
  const operations = fc.array(fc.oneof(fc.nat(), fc.constant(undefined)), { maxLength: 200 })
  fc.assert(
    fc.property(operations, (items) => {
      const queue = new Queue<number>()
      const model: number[] = []
      for (const item of items) {
        if (item === undefined) {
          assert.is(queue.shift(), model.shift())
        } else {
          queue.push(item)
          model.push(item)
        }
        assert.is(queue.size, model.length)
      }
    }),
  )
})

class FakeWorker implements Ready {
  rank = 0
  usedFor: string | undefined = undefined
  hint: string | undefined = nowhere.hint
  readonly seat = { worker: this as Ready | undefined }
  newer: Ready | undefined = nowhere.newer
  older: Ready | undefined = nowhere.older
  level: number = nowhere.level
}

test('the best worker has the lowest rank, then was used for the same last, then is the one used longest ago', () => {
  const uses = ['a', 'b', 'c']
  const steps = fc.array(
    fc.tuple(fc.nat(4), fc.integer({ min: -1, max: 2 }), fc.nat(2), fc.nat(2)),
    {
      maxLength: 80,
    },
  )
  fc.assert(
    fc.property(steps, (placings) => {
      const list = new ReadyList<FakeWorker>(3)
      const workers = Array.from({ length: 5 }, () => new FakeWorker())
      /** Workers in the list, the one placed last first. */
      let model: FakeWorker[] = []
      for (const [which, rank, use, wanted] of placings) {
        const worker = workers[which]
        worker.rank = rank
        worker.usedFor = uses[use]
        list.place(worker)
        model = model.filter((other) => other !== worker)
        if (rank !== NOWHERE) model.unshift(worker)
        const least = Math.min(...model.map((other) => other.rank))
        const equals = model.filter((other) => other.rank === least)
        assert.is(list.frugal(0, 3), equals[0])
        const higher = model.filter((other) => other.rank > 0)
        const next = Math.min(...higher.map((other) => other.rank))
        assert.is(
          list.frugal(1, 3),
          higher.find((other) => other.rank === next),
        )
        assert.is(
          list.idlest(),
          model.findLast((other) => other.rank === 0),
        )
        assert.is(list.idleCount, model.filter((other) => other.rank === 0).length)
        const best = list.best(uses[wanted], 0, 3)
        if (best === undefined) assert.is(model.length, 0)
        else if (best.usedFor !== uses[wanted]) assert.is(best, equals.at(-1))
        else assert.ok(equals.includes(best))
        // A hint is taken with it.
        if (best !== undefined) list.place(best)
        if (best !== undefined) model = [best, ...model.filter((other) => other !== best)]
        assert.is(list.best('a', 0, 0), undefined)
      }
      for (const worker of workers) list.forget(worker)
      assert.is(list.best('a', 0, 3), undefined)
      assert.is(list.idlest(), undefined)
      assert.is(list.idleCount, 0)
    }),
  )
})

test('a worker that is idle is found by what it was used for last, among any number of others', () => {
  const list = new ReadyList<FakeWorker>(1)
  const workers = Array.from({ length: 1000 }, (_, i) => {
    const worker = new FakeWorker()
    worker.usedFor = `module ${i % 100}`
    list.place(worker)
    return worker
  })
  for (let i = 0; i < 1000; i++) {
    const use = `module ${(i * 7) % 100}`
    const worker = list.best(use, 0, 1)
    assert.is(worker?.usedFor, use)
    if (worker !== undefined) list.remove(worker)
  }
  assert.is(list.idleCount, 0)
  // Whoever is not found any more is not kept either.
  for (const worker of workers) list.forget(worker)
  assert.not.ok(
    JSON.stringify(list, (_key, value: unknown) =>
      value instanceof Map ? [...value] : value,
    ).includes('"rank"'),
  )
})

test('a line is left from anywhere, and keeps its order', () => {
  type Item = InLine & { readonly name: number }
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
      const line = new Line<Item>()
      const model: Item[] = []
      let name = 0
      for (const [push, which] of steps) {
        if (push) {
          const item: Item = { name: name++, ...outOfLine }
          line.push(item)
          model.push(item)
        } else if (which === 0) {
          assert.is(line.shift(), model.shift())
        } else {
          const [item] = model.splice(which - 1, 1)
          if (item === undefined) continue
          assert.is(line.remove(item), true)
          assert.is(line.remove(item), false)
        }
        assert.is(line.size, model.length)
      }
      while (model.length > 0) assert.is(line.shift(), model.shift())
      assert.is(line.shift(), undefined)
    }),
  )
})

test('whoever has a deadline comes in the order of these, and who is gone is dropped', () => {
  interface Place {
    item: object | undefined
    readonly latest: number
  }
  const steps = fc.array(
    fc.oneof(
      fc.record({ latest: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ gone: fc.nat(30) }),
      fc.constant('shift' as const),
    ),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(steps, (all) => {
      const urgent = new Urgent<Place>()
      let model: Place[] = []
      for (const step of all) {
        const first = urgent.first()
        if (step === 'shift') {
          urgent.shift()
          model = model.filter((place) => place !== first)
        } else if ('latest' in step) {
          const place = { item: {}, latest: step.latest }
          model.push(place)
          urgent.push(place, model.length)
        } else {
          const [place] = model.splice(step.gone, 1)
          if (place !== undefined) place.item = undefined
        }
        const next = urgent.first()
        if (next === undefined) assert.is(model.length, 0)
        else assert.is(next.latest, Math.min(...model.map(({ latest }) => latest)))
        assert.ok(next === undefined || model.includes(next))
      }
    }),
  )
})

test('those with a deadline that are gone are cleared away', () => {
  const urgent = new Urgent<{ item: object | undefined; readonly latest: number }>()
  urgent.push({ item: {}, latest: 0 }, 1)
  for (let latest = 1; latest < 10_000; latest++) {
    const place = { item: {} as object | undefined, latest }
    urgent.push(place, 2)
    place.item = undefined
  }
  assert.ok(urgent.size < 200, `${urgent.size} are kept`)
  assert.is(urgent.first()?.latest, 0)
})

test('a budget pays for its share of the work and no more, and for each in time', () => {
  const most = 60_000
  const work = fc.integer({ min: -2000, max: 6000 }).map((n) => 10 ** (n / 1000))
  const works = fc.array(work, { maxLength: 60 })
  fc.assert(
    fc.property(works, work, (all, wanted) => {
      const budget = new Budget(0.05, most, 0)
      let inTurn = 0
      let outOfTurn = 0
      /** Work in turn since the last that was out of turn, when that was paid in full. */
      let since = 0
      for (const work of all) {
        if (budget.affords(wanted)) {
          budget.spend(wanted)
          outOfTurn += wanted
          since = wanted > most ? -Infinity : 0
        } else {
          // With so much work in turn, it would have been its turn.
          assert.ok(since * 0.05 <= wanted * 1.000001)
          budget.earn(work)
          inTurn += work
          since += work
        }
        assert.ok(outOfTurn <= inTurn * 0.05 + Math.max(0, wanted - most) + 1e-6)
      }
      budget.settle()
      assert.is(budget.affords(0), true)
      assert.is(budget.affords(1), false)
    }),
  )
})

test('a budget begins with what it is given, and with that again', () => {
  const budget = new Budget(0.5, 1000, 1000)
  // More than can be saved up is paid on credit.
  assert.is(budget.affords(5000), true)
  budget.spend(5000)
  assert.is(budget.affords(1), false)
  budget.earn(8002)
  assert.is(budget.affords(1), true)
  assert.is(budget.affords(2), false)
  budget.settle()
  assert.is(budget.affords(1000), true)
})

test('a histogram tells quantiles within a tenth, and the mean', () => {
  const durations = fc.array(
    fc.integer({ min: -2000, max: 7500 }).map((n) => 10 ** (n / 1000)),
    { minLength: 1, maxLength: 200 },
  )
  const part = fc.oneof(
    fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
    fc.constantFrom(0, 0.5, 0.9, 1),
  )
  fc.assert(
    fc.property(durations, part, (all, of) => {
      const histogram = new Histogram()
      for (const duration of all) histogram.add(duration)
      const wanted = of * all.length
      const told = histogram.quantile(of)
      const sure = all.filter((duration) => duration <= told * 1.1).length
      const below = all.filter((duration) => duration * 1.1 < told).length
      assert.ok(sure >= wanted - 1e-6, `${told} is too short`)
      assert.ok(below <= wanted + 1e-6, `${told} is too long`)
      assert.ok(all.some((duration) => duration <= told * 1.1 && told <= duration * 1.1))
      const sum = all.reduce((total, duration) => total + duration)
      assert.ok(Math.abs(histogram.mean * all.length - sum) <= sum * 1e-9)
      assert.is(histogram.count, all.length)
    }),
  )
  const none = new Histogram()
  assert.equal([none.quantile(0.5), none.mean, none.count], [0, 0, 0])
})

test.run()
