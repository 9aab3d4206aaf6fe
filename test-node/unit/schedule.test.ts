import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { Line, outOfLine, type InLine } from '../../src/core/schedule/line.js'
import { Queue } from '../../src/core/schedule/queue.js'
import { NOWHERE, nowhere, ReadyList, type Ready } from '../../src/core/schedule/ready.js'
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

test.run()
