import * as assert from 'uvu/assert'
import { Agenda } from '../../src/core/pool/agenda.js'
import { Duration } from '../../src/core/schedule/duration.js'
import { Call } from '../../src/core/session/call.js'
import { Method } from '../../src/core/session/method.js'
import { suite } from '../suite.js'

const test = suite('agenda')

const all = new Duration()

/** A function that takes so many milliseconds, and uses the processor for such a share of that. */
const methodOf = (duration: number, busy: number) => {
  const method = new Method(1, 'module', 'name', [], all)
  method.duration.add(duration, busy)
  return method
}

const callOf = (method: Method, since: number) => {
  const call = new Call(method, method.definition, undefined)
  call.since = since
  call.share = method.duration.busy
  return call
}

test('calls that mostly wait do not starve one that works, nor the other way round', () => {
  for (const [busyOld, busyOthers] of [
    [1, 0],
    [0, 1],
  ] as const) {
    const agenda = new Agenda(true)
    const old = callOf(methodOf(60_000, busyOld), 0)
    agenda.push(old)
    const others = methodOf(1000, busyOthers)
    let work = 0
    for (let now = 20_000; ; now += 1000) {
      // Each has waited for so long that its ratio is higher.
      agenda.push(callOf(others, now - 1_000_000))
      const next = agenda.peek(now) as Call
      agenda.take(next)
      if (next === old) break
      work += next.expected
      assert.ok(work <= 20 * 60_000 + 1000, 'more than 20 times its own work went before it')
    }
  }
})

test('an urgent call goes before one of the other kind, and before those that wait for one worker', () => {
  const agenda = new Agenda(true)
  const urgent = callOf(methodOf(100, 1), 0)
  urgent.terms = { deadline: 150, priority: 1 } as Call['terms']
  const light = callOf(methodOf(1, 0), 0)
  const bound = callOf(methodOf(1, 1), 0)
  agenda.push(urgent)
  agenda.push(light)
  agenda.assess(bound)
  assert.is(agenda.peek(10), urgent)
  assert.is(agenda.precedes(urgent, bound, 10), true)
  agenda.take(urgent)
  assert.is(agenda.peek(10), light)
  assert.is(agenda.precedes(light, bound, 10), false)
})

test.run()
