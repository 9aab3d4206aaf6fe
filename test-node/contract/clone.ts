import * as assert from 'uvu/assert'
import { needing, type Ability } from './ability.js'
import type { Suite } from './suite.js'
import { difference } from './same.js'
import type { CreateTrip } from './trip.js'
import { at, values, withProperties } from './values.js'

/** An object in an object, and so on. */
export const nested = (levels: number): unknown => {
  let value: unknown = 'bottom'
  for (let i = 0; i < levels; i++) value = { value }
  return value
}

type Refusal = readonly [value: () => unknown, path: string, what: RegExp, needs?: Ability]

/** What cannot be sent, with the path that the error must name, and what it takes to have it at all. */
export const refusals: Record<string, Refusal> = {
  'a function': [() => () => 1, 'value', /function/],
  'a symbol': [() => Symbol('s'), 'value', /symbol/],
  'a function deep inside': [() => ({ a: [0, { onDone() {} }] }), 'value.a[1].onDone', /function/],
  'a strange key': [() => ({ 'a b': [Symbol('s')] }), 'value["a b"][0]', /symbol/],
  'a promise': [() => [Promise.resolve()], 'value[0]', /Promise/],
  'a WeakMap': [() => ({ w: new WeakMap() }), 'value.w', /WeakMap/],
  'a WeakSet': [() => ({ w: new WeakSet() }), 'value.w', /WeakSet/],
  'a WeakRef': [() => [new WeakRef({})], 'value[0]', /WeakRef/],
  'a value in a map': [() => new Map([['k', [Promise.resolve()]]]), 'value.get("k")[0]', /Promise/],
  'a key of a map': [() => new Map([[Symbol('s'), 1]]), 'value.keys()[0]', /symbol/],
  'an item of a set': [() => new Set([1, () => 1]), 'value.values()[1]', /function/],
  'a generator': [
    () => (function* () {})(),
    'value',
    /an iterator, which can only be .* on its own/,
  ],
  'an async generator': [
    () => (async function* () {})(),
    'value',
    /an iterator, which can only be .* on its own/,
  ],
  'a proxy of a map': [() => [new Proxy(new Map(), {})], 'value[0]', /Map/],
  'a proxy of a promise': [() => [new Proxy(Promise.resolve(), {})], 'value[0]', /Promise/],
  'shared memory': [
    () => new Uint8Array(new SharedArrayBuffer(4)),
    'value.buffer',
    /SharedArrayBuffer/,
    'shared memory',
  ],
  'a BigInt of too many bits': [() => [1n << 2_000_000n], 'value[0]', /BigInt/, 'large BigInts'],
  'a view of a detached buffer': [
    () => {
      const view = new DataView(new ArrayBuffer(4))
      structuredClone(view, { transfer: [view.buffer] })
      return { view }
    },
    'value.view.buffer',
    /detached/,
  ],
  'a boxed symbol': [() => [Object(Symbol('s'))], 'value[0]', /Symbol/],
  'a detached buffer': [
    () => {
      const view = new Uint8Array(4)
      structuredClone(view, { transfer: [view.buffer] })
      return { view }
    },
    'value.view.buffer',
    /detached/,
  ],
}

/** What every host's codec must do. */
export const cloneContract = (
  test: Suite,
  createTrip: CreateTrip,
  lacks: readonly Ability[] = [],
): void => {
  for (const [name, make] of Object.entries(values)) {
    test(`${name} arrive as they left`, () => {
      const trip = createTrip()
      const value = make()
      // Three times: shapes are met, then told, then known.
      for (let i = 0; i < 3; i++) assert.is(difference(value, trip(value)), undefined)
    })
  }

  for (const [name, [make, path, what, needs]] of Object.entries(refusals)) {
    const testOfIt = needs === undefined ? test : needing(test, needs, lacks)
    testOfIt(`${name} is refused by its path`, () => {
      const trip = createTrip()
      assert.throws(
        () => trip(make()),
        (error: TypeError & { path: string; code: string }) =>
          error instanceof TypeError &&
          error.path === path &&
          error.code === 'INVOKE_NOT_CLONEABLE' &&
          what.test(error.message),
      )
      // The codec is as good as before.
      assert.equal(trip({ fine: true }), { fine: true })
    })
  }

  test('cycles and shared identity survive', () => {
    interface Node {
      self?: Node
      list: unknown[]
      map: Map<unknown, unknown>
    }
    const node: Node = { list: [], map: new Map() }
    node.self = node
    node.list.push(node, node.list, node.map)
    node.map.set(node, node.list)
    assert.is(difference(node, createTrip()(node)), undefined)
    for (const count of [100, 10_000]) {
      // A view takes its number before it is made.
      const many = at(count, (i) => (i % 99 === 0 ? new Uint8Array([i & 255]) : { i }))
      const twice = [...many, ...(many.toReversed?.() ?? many)]
      assert.is(difference(twice, createTrip()(twice)), undefined)
    }
  })

  test('errors may refer to themselves', () => {
    const error = withProperties(new Error('e'), {}) as Error & { self?: unknown }
    error.self = [error]
    error.cause = error
    assert.is(difference(error, createTrip()(error)), undefined)
  })

  test('an error arrives without the property that cannot be sent', () => {
    const error = withProperties(new Error('e', { cause: () => 1 }), { bad: [() => 1], good: 1 })
    const arrived = createTrip()(error) as Error & { good: number }
    assert.is(arrived.message, 'e')
    assert.is(arrived.stack, error.stack)
    assert.is(arrived.good, 1)
    assert.not('bad' in arrived)
    assert.not('cause' in arrived)
  })

  test('the name of a subclass is kept', () => {
    class HttpError extends TypeError {
      override name = 'HttpError'
      status = 404
    }
    const arrived = createTrip()(new HttpError('gone')) as HttpError
    assert.instance(arrived, TypeError)
    assert.is(arrived.name, 'HttpError')
    assert.is(arrived.status, 404)
  })

  test('an error says what a getter above it says', () => {
    class HttpError extends Error {
      override get message() {
        return 'HTTP 500'
      }
    }
    assert.is((createTrip()(new HttpError()) as Error).message, 'HTTP 500')
  })

  test('a DOMException that is none, or has no name, harms nothing around it', () => {
    const odd = new DOMException('m', 'AbortError')
    Object.defineProperty(odd, 'name', { value: 5 })
    const around = ['a string that is bundled', 'and another one behind it']
    const arrived = createTrip()([around[0], odd, around[1]]) as unknown[]
    assert.equal([arrived[0], arrived[2]], around)
    assert.instance(createTrip()(Object.create(DOMException.prototype)), Error)
  })

  test('a DOMException stays one', () => {
    const arrived = createTrip()(new DOMException('stop', 'AbortError')) as DOMException
    assert.instance(arrived, DOMException)
    assert.is(arrived.name, 'AbortError')
    assert.is(arrived.message, 'stop')
    assert.is(arrived.code, 20)
  })

  test('an instance of a class arrives as a plain object', () => {
    class Point {
      x = 1
      get double() {
        return this.x * 2
      }
    }
    assert.equal(createTrip()({ point: new Point() }), { point: { x: 1 } })
    assert.equal(createTrip()(Object.assign(Object.create(null), { a: 1 })), { a: 1 })
  })

  test('each getter is read once', () => {
    let reads = 0
    const value = {
      get a() {
        return ++reads
      },
    }
    const trip = createTrip()
    for (let i = 1; i <= 3; i++) assert.equal(trip(value), { a: i })
    assert.is(reads, 3)
  })

  test('each getter is read once, wherever it stands', () => {
    let reads = 0
    const getter = { enumerable: true, configurable: true, get: () => ++reads }
    const places: Record<string, () => unknown> = {
      'an element': () => Object.defineProperty([1, 2, 3], 1, getter),
      'a property of an array': () => Object.defineProperty([1, 2, 3], 'more', getter),
      'a property of a longer array': () =>
        Object.defineProperty(
          at(30, (i) => i),
          'more',
          getter,
        ),
      'a property of an error': () => Object.defineProperty(new Error('e'), 'more', getter),
      'an object in an error': () =>
        Object.assign(new Error('e'), { more: [Object.defineProperty({}, 'x', getter)] }),
    }
    for (const [name, make] of Object.entries(places)) {
      reads = 0
      createTrip()(make())
      assert.is(reads, 1, name)
    }
  })

  test('what is deep inside a property of an error arrives', () => {
    const arrived = createTrip()(Object.assign(new Error('e'), { deep: nested(500) }))
    assert.is(difference(nested(500), (arrived as { deep: unknown }).deep), undefined)
  })

  test('a proxy with other keys each time harms nobody else', () => {
    const trip = createTrip()
    let asked = 0
    const proxy = () =>
      new Proxy(
        {},
        {
          ownKeys: () => (++asked % 2 === 0 ? ['a', 'b'] : ['c', 'd']),
          getOwnPropertyDescriptor: () => ({
            value: 1,
            enumerable: true,
            configurable: true,
            writable: true,
          }),
          get: () => 1,
        },
      )
    for (let i = 0; i < 6; i++) trip(proxy())
    assert.equal(trip({ a: 1, b: 2 }), { a: 1, b: 2 })
    assert.equal(trip({ c: 1, d: 2 }), { c: 1, d: 2 })
  })

  test('an array may have methods of its own, or none', () => {
    const sly = Object.defineProperty([1, , 3], 'includes', { value: () => false })
    Object.assign(sly, { x: 1 })
    const arrived = createTrip()(sly) as unknown[] & { x: number }
    assert.is(arrived.length, 3)
    assert.not(1 in arrived)
    assert.is(arrived.x, 1)
    assert.equal(createTrip()(Object.setPrototypeOf([1, 2], null)), [1, 2])
  })

  test('long strings may stand wherever strings do', () => {
    const long = 'k'.repeat(70_000)
    const value = [
      { [long]: 1 },
      Object.assign([1], { [long]: 2 }),
      new RegExp(long),
      Object.assign(new Error(long), { [long]: 3 }),
      new DOMException(long, 'name'),
    ]
    assert.is(difference(value, createTrip()(value)), undefined)
  })

  test('a getter may change its object, and may encode a value of its own', () => {
    const trip = createTrip()
    const make = () => ({
      get first() {
        delete (this as { second?: number }).second
        return trip({ inner: true })
      },
      second: 2,
      third: 3,
    })
    trip(make())
    trip(make())
    const { first, third } = trip(make()) as Record<string, unknown>
    assert.equal({ first, third }, { first: { inner: true }, third: 3 })
  })

  test('nesting of 100 000 needs no deep stack, in any kind of container', () => {
    let value: unknown = 'bottom'
    for (let i = 0; i < 100_000; i++) {
      const inner = value
      value = [
        () => ({ inner }),
        () => [inner],
        () => new Map([['inner', inner]]),
        () => new Set([inner]),
        () => new Error('e', { cause: inner }),
      ][i % 5]()
    }
    let arrived = createTrip()(value)
    for (let i = 99_999; i >= 0; i--) {
      arrived = [
        () => (arrived as { inner: unknown }).inner,
        () => (arrived as unknown[])[0],
        () => (arrived as Map<string, unknown>).get('inner'),
        () => [...(arrived as Set<unknown>)][0],
        () => (arrived as Error).cause,
      ][i % 5]()
    }
    assert.is(arrived, 'bottom')
  })

  test('objects travel beside the bytes when the transport takes them', () => {
    const socket = Object.assign(Object.create({ isSocket: true }) as object, { fd: 3 })
    const trip = createTrip((value: object) => (value === socket ? 'move' : false))
    const arrived = trip({ deep: [socket, socket] }) as { deep: unknown[] }
    assert.is(arrived.deep[0], socket)
    assert.is(arrived.deep[1], socket)
  })

  test('the own elements of the caller are not touched', () => {
    const numbers = at(100, (i) => i + 0.5)
    const before = [...numbers]
    createTrip()(numbers)
    assert.equal(numbers, before)
  })
}
