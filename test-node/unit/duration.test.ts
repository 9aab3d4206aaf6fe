import * as assert from 'uvu/assert'
import { Duration } from '../../src/core/schedule/duration.js'
import { classOf } from '../../src/core/schedule/scale.js'
import { suite } from '../suite.js'

const test = suite('duration')

/** Two durations of one class differ by no more than this factor. */
const STEP = 2 ** (1 / 4)

test('classes are as wide as they say', () => {
  for (let duration = 0.01; duration < 3_600_000; duration *= 1.07) {
    const index = classOf(duration)
    const nominal = 0.01 * STEP ** index
    if (index < 127) assert.ok(Math.abs(Math.log(duration / nominal)) <= Math.log(STEP) / 2 + 1e-9)
  }
  assert.equal([classOf(0), classOf(1e-9), classOf(1e12)], [0, 0, 127])
})

test('a duration is learned, the newest samples count most, and new methods begin with that of all', () => {
  const all = new Duration()
  const method = new Duration(all)
  assert.is(method.expected, 1)
  method.add(10)
  assert.is(method.expected, 10)
  method.add(20)
  assert.is(method.expected, 15)
  for (let i = 0; i < 50; i++) method.add(100)
  assert.ok(method.expected > 99 && method.expected <= 100)
  assert.ok(Math.abs(new Duration(all).expected - method.expected) < 1)
  method.add(-5)
  assert.ok(method.expected > 80)
})

test('one sample that is far off moves what is expected by less than two', () => {
  const method = new Duration(new Duration())
  for (let i = 0; i < 20; i++) method.add(1)
  method.add(10_000)
  assert.ok(method.expected < 2)
  // But not for ever.
  for (let i = 0; i < 40; i++) method.add(10_000)
  assert.ok(method.expected > 9_000)
})

test('trust grows with every short sample, a long one costs a part of it, and one that is far too long more than all', () => {
  const method = new Duration()
  const short = (count: number) => {
    for (let i = 0; i < count; i++) method.add(0.1)
  }
  short(3)
  assert.is(method.trust, 0)
  short(397)
  assert.is(method.trust, 100)
  // Twice what is allowed.
  method.add(8)
  assert.is(method.trust, 49)
  // Five hundred times that.
  method.add(2000)
  method.add(2000)
  short(67)
  assert.is(method.trust, 0)
  short(1)
  assert.is(method.trust, 1)
})

test('a method that mostly takes longer is never trusted', () => {
  const method = new Duration()
  for (let i = 0; i < 1000; i++) method.add(3)
  assert.is(method.trust, 0)
})

test.run()
