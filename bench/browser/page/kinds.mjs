/** Of which kinds of values is something lost? Each is echoed once. */
import { same } from './same.mjs'

class Coded extends Error {
  name = 'Coded'
}

const cycle = () => {
  const value = { list: [] }
  value.list.push(value)
  return value
}

/** By name: what makes a value, and what tells whether it came back as it was. */
const KINDS = {
  'undefined, NaN, −0, a bigint, in an object': [
    () => ({ a: undefined, b: NaN, c: -0, d: 2n ** 70n }),
    same,
  ],
  'Date, Map, Set': [
    () => [new Date(5), new Map([[1, new Date(6)]]), new Set([1])],
    ([date, map, set]) => date.getTime() === 5 && map.get(1).getTime() === 6 && set.has(1),
  ],
  cycles: [cycle, (back) => back.list[0] === back],
  'a list of 10 000, each of which refers to the next': [
    () => {
      let list
      for (let i = 0; i < 10_000; i++) list = { i, next: list }
      return list
    },
    (back) => {
      let length = 0
      for (let list = back; list !== undefined; list = list.next) length++
      return length === 10_000
    },
  ],
  'two references to one object': [
    () => {
      const shared = {}
      return [shared, shared]
    },
    ([a, b]) => a === b,
  ],
  'holes in an array': [() => [1, , 3], (back) => back.length === 3 && !(1 in back)],
  'two views of one buffer': [
    () => {
      const { buffer } = new Uint8Array(8)
      return [new Uint8Array(buffer, 0, 4), new DataView(buffer, 4)]
    },
    ([a, b]) => a.buffer === b.buffer && a.length === 4 && b.byteOffset === 4,
  ],
  '`lastIndex` of a RegExp': [
    () => Object.assign(/a/g, { lastIndex: 3 }),
    (back) => back.lastIndex === 3 && back.flags === 'g',
  ],
  'an object without a prototype': [
    () => Object.assign(Object.create(null), { a: 1 }),
    (back) => Object.getPrototypeOf(back) === null && back.a === 1,
  ],
  'class, `cause` of an error': [
    () => new RangeError('x', { cause: new TypeError('y') }),
    (back) => back instanceof RangeError && back.cause instanceof TypeError,
  ],
  '`code` of an error': [
    () => Object.assign(new Error('x'), { code: 'ENOENT' }),
    (back) => back.code === 'ENOENT' && back.message === 'x',
  ],
  'name of an error’s own class': [() => new Coded('x'), (back) => back.name === 'Coded'],
  'errors of an AggregateError': [
    () => new AggregateError([new TypeError('y')], 'x'),
    (back) => back instanceof AggregateError && back.errors[0] instanceof TypeError,
  ],
  URL: [
    () => new URL('https://example.org/a?b'),
    (back) => back instanceof URL && back.href === 'https://example.org/a?b',
  ],
}

/** A thrown error is more than its message. */
const THROWN = {
  'class of a thrown error': (error) => error instanceof RangeError && error.message === 'too far',
  '`code` of a thrown error': (error) => error.code === 'EFAR',
  '`cause` of a thrown error': (error) => error.cause?.get('by') === 3,
}

const keeps = async ({ echo }, make, check) => {
  try {
    const sent = make()
    return check(await echo(sent), sent)
  } catch {
    return false
  }
}

/** @returns pairs: the kind, and whether it is kept */
export const keptKinds = async (pool) => {
  const found = []
  for (const [kind, [make, check]] of Object.entries(KINDS)) {
    found.push([kind, await keeps(pool, make, check)])
  }
  const thrown = await pool.fail().then(
    () => new Error('nothing was thrown'),
    (error) => error,
  )
  for (const [kind, check] of Object.entries(THROWN)) {
    let kept = false
    try {
      kept = check(thrown)
    } catch {
      // Not even an error came.
    }
    found.push([kind, kept])
  }
  return found
}
