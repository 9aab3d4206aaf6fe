import * as assert from 'uvu/assert'
import { Identity } from '../../src/core/clone/identity.js'
import { suite } from '../suite.js'

const test = suite('identity')

const objects = (count: number): object[] => Array.from({ length: count }, (_, i) => ({ i }))

/** The objects that are not met as new ones, by their places. */
const known = (identity: Identity, list: readonly object[]): number[] =>
  list.flatMap((object, i) => (identity.meet(object) === -1 ? [] : [i]))

/** Those that are not known by their numbers. */
const unknown = (identity: Identity, list: readonly object[]): number[] =>
  list.flatMap((object, i) => (identity.meet(object) === i ? [] : [i]))

// On both sides of where a scan, one table, several and a large one give way to each other.
const COUNTS = [12, 13, 4095, 4096, 4097, 20_000, 32_767, 32_768, 32_769, 100_000]

for (const count of COUNTS) {
  test(`${count} objects are new, and then known by their numbers`, () => {
    const identity = new Identity()
    const list = objects(count)
    assert.equal(known(identity, list), [])
    assert.is(identity.size, count)
    assert.equal(unknown(identity, list), [])
    assert.is(identity.size, count)
  })

  test(`an object that comes again after ${count} others does not change how they are numbered`, () => {
    const identity = new Identity()
    const [first, second] = [objects(count), objects(count)]
    assert.equal(known(identity, first), [])
    assert.is(identity.meet(first[count - 1]), count - 1)
    assert.equal(known(identity, second), [])
    assert.equal(unknown(identity, [...first, ...second]), [])
  })

  test(`what is taken back after ${count} objects is new again`, () => {
    const identity = new Identity()
    const [kept, taken] = [objects(count), objects(count)]
    assert.ok(identity.mark())
    assert.equal(known(identity, kept), [])
    assert.equal(known(identity, taken), [])
    identity.rollback(count)
    identity.unmark()
    assert.is(identity.size, count)
    assert.equal(known(identity, taken), [])
    assert.equal(unknown(identity, [...kept, ...taken]), [])
  })
}

test('what was cleared is new', () => {
  const identity = new Identity()
  const list = objects(10_000)
  known(identity, list)
  identity.clear()
  assert.equal(known(identity, list), [])
})

test.run()
