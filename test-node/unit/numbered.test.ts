import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { Numbered } from '../../src/core/numbered.js'
import { suite } from '../suite.js'

const test = suite('numbered')

/** Few enough to meet again, some of them far apart, and beyond the highest. */
const number = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 8 }).map((n) => n * 64),
  fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 - 1 }),
)

test('holds what a Map holds, whatever comes and goes', () => {
  const step = fc.record({ number, isLeaving: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const numbered = new Numbered<string>()
      const map = new Map<number, string>()
      steps.forEach(({ number, isLeaving }, i) => {
        if (isLeaving) {
          assert.equal(numbered.delete(number), map.delete(number))
        } else {
          numbered.set(number, `entry ${i}`)
          map.set(number, `entry ${i}`)
        }
        assert.equal(numbered.size, map.size)
        assert.equal(numbered.get(number), map.get(number))
      })
      for (let n = 0; n < 600; n++) assert.equal(numbered.get(n), map.get(n))
      const byNumber = (entries: Iterable<[number, string]>) =>
        [...entries].toSorted(([a], [b]) => a - b)
      assert.equal(byNumber(numbered.toMap()), byNumber(map))
      numbered.clear()
      assert.equal(numbered.size, 0)
      for (const each of map.keys()) assert.equal(numbered.has(each), false)
    }),
  )
})

test('gives them in the order in which they were counted, also beyond the highest number', () => {
  const numbered = new Numbered<number>()
  const numbers = Array.from({ length: 100 }, (_, i) => (2 ** 32 - 50 + i) >>> 0)
  for (const each of numbers) numbered.set(each, each)
  assert.equal([...numbered.values()], numbers)
  assert.equal([...numbered.toMap().keys()], numbers)
})

test.run()
