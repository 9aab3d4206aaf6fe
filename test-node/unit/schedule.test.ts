import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { Line, outOfLine, type InLine } from '../../src/core/schedule/line.js'
import { Queue } from '../../src/core/schedule/queue.js'
import { nowhere, ReadyList, type Ready } from '../../src/core/schedule/ready.js'
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
  load = 0
  newer: Ready | undefined = nowhere.newer
  older: Ready | undefined = nowhere.older
  level: number = nowhere.level
}

test('the best worker is the least loaded, then the one used last', () => {
  const steps = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (placings) => {
      const list = new ReadyList<FakeWorker>(3)
      const workers = Array.from({ length: 5 }, () => new FakeWorker())
      /** Workers in the list, the one placed last first. */
      let model: FakeWorker[] = []
      for (const [which, load] of placings) {
        const worker = workers[which]
        worker.load = load
        list.place(worker)
        model = model.filter((other) => other !== worker)
        // Of the loads 0 to 4, a list for three calls a worker takes 0 to 2.
        if (load < 3) model.unshift(worker)
        const least = Math.min(...model.map((other) => other.load))
        assert.is(
          list.best(),
          model.find((other) => other.load === least),
        )
        assert.is(
          list.idlest(),
          model.findLast((other) => other.load === 0),
        )
      }
      for (const worker of workers) list.remove(worker)
      assert.is(list.best(), undefined)
      assert.is(list.idlest(), undefined)
    }),
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
