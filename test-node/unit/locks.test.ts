import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { Locks, Ticket } from '../../src/core/schedule/locks.js'
import { suite } from '../suite.js'

const test = suite('locks')

/** Someone wants locks, which may be named twice; or someone gives back what it has or wants. */
const steps = fc.array(
  fc.oneof(
    fc.record({ wants: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 }) }),
    fc.record({ gives: fc.nat(20) }),
  ),
  { maxLength: 100 },
)

const share = (one: Ticket<number>, other: Ticket<number>) =>
  one.places.some(({ name }) => other.places.some((place) => place.name === name))

test('whoever has all its locks shares none with anyone before it, and nobody else is kept waiting', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const locks = new Locks<number>()
      /** All who want locks or have them, in the order in which they came, and whether they were told that they have them. */
      let tickets: Ticket<number>[] = []
      const told = new Set<number>()
      const tell = (holder: number) => {
        assert.not.ok(told.has(holder), 'told twice')
        told.add(holder)
      }
      const release = (ticket: Ticket<number>) => {
        tickets = tickets.filter((other) => other !== ticket)
        told.delete(ticket.holder)
        for (const next of locks.release(ticket)) tell(next)
        assert.equal(locks.release(ticket), [])
      }
      const check = () => {
        const due = tickets.filter(
          (ticket, i) => !tickets.slice(0, i).some((before) => share(before, ticket)),
        )
        assert.equal(
          due.map(({ holder }) => holder),
          [...told].toSorted((a, b) => a - b),
        )
        const names = due.flatMap(({ places }) => places.map(({ name }) => name))
        assert.is(new Set(names).size, names.length, 'two have the same lock')
      }
      for (const [i, step] of all.entries()) {
        if ('wants' in step) {
          const ticket = new Ticket(i, step.wants)
          tickets.push(ticket)
          if (locks.request(ticket)) tell(i)
        } else {
          const ticket = tickets.at(step.gives)
          if (ticket !== undefined) release(ticket)
        }
        check()
      }
      for (let ticket = tickets.at(-1); ticket !== undefined; ticket = tickets.at(-1)) {
        release(ticket)
        check()
      }
    }),
  )
})

test('whoever waits for one lock does not hold up those who want others', () => {
  const locks = new Locks<string>()
  const first = new Ticket('first', ['a'])
  const second = new Ticket('second', ['a', 'b'])
  const other = new Ticket('other', ['c'])
  assert.is(locks.request(first), true)
  assert.is(locks.request(second), false)
  assert.is(locks.request(other), true)
  // It came later, and must not go before the second one, although nobody has what it wants.
  const third = new Ticket('third', ['b'])
  assert.is(locks.request(third), false)
  assert.equal(locks.release(second), ['third'])
  assert.equal(locks.release(first), [])
})

test('who wants no locks has all of them', () => {
  const locks = new Locks<string>()
  const ticket = new Ticket('free', [])
  assert.is(locks.request(ticket), true)
  assert.equal(locks.release(ticket), [])
})

test('locks that nobody wants any more are forgotten', () => {
  const locks = new Locks<string>()
  const held = new Ticket('held', ['held'])
  locks.request(held)
  for (let i = 0; i < 10_000; i++) {
    const ticket = new Ticket('passing', [`of ${i}`, `also of ${i}`])
    assert.is(locks.request(ticket), true)
    locks.release(ticket)
  }
  const names = JSON.stringify(locks, (_key, value: unknown) =>
    value instanceof Map ? [...(value as Map<string, unknown>).keys()] : value,
  )
  assert.ok(names.length < 10_000, `${names.length} characters`)
  assert.is(locks.request(new Ticket('late', ['held'])), false)
})

test.run()
