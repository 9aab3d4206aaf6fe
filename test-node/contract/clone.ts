import * as assert from 'uvu/assert'
import { Decoder } from '../../src/core/clone/decoder.js'
import { Encoder } from '../../src/core/clone/encoder.js'
import { Incoming } from '../../src/core/clone/incoming.js'
import { ClassRegistry } from '../../src/core/clone/registry.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { Limit } from '../../src/core/clone/tags.js'
import { attachNothing, type Attach } from '../../src/core/clone/unsendable.js'
import { Undecodable } from '../../src/core/clone/value-reader.js'
import { FrameKind } from '../../src/core/frame/layout.js'
import { Outgoing, type FrameSink } from '../../src/core/session/outgoing.js'
import type { Suite } from '../suite.js'
import { difference } from './same.js'
import { at, values, withProperties } from './values.js'

/** What a role does with a value that cannot be read through no fault of the peer's. */
const unwrapped = (decode: () => unknown): unknown => {
  try {
    return decode()
  } catch (error) {
    throw error instanceof Undecodable ? error.error : error
  }
}

export type Trip = (value: unknown) => unknown
export type CreateTrip = (attach?: Attach, classes?: ClassRegistry) => Trip

/** A value's way through both halves of the codec, with the shapes told as a connection tells them. */
export const createTrip: CreateTrip = (attach = attachNothing, classes = new ClassRegistry()) => {
  const shapes = new Shapes()
  const encoder = new Encoder(shapes, attach, classes)
  const decoder = new Decoder(classes)
  return (value) => {
    const { bytes, length, shapes: known, attachments } = encoder.encode(value, 'value')
    if (known > decoder.shapeCount) decoder.learn(shapes.keys.slice(decoder.shapeCount, known))
    return unwrapped(() => decoder.decode(bytes, 0, length, attachments))
  }
}

/** The same in chunks of so many bytes, their leaves in pieces before them. */
export const createStreamedTrip =
  (chunk: number): CreateTrip =>
  (attach = attachNothing, classes = new ClassRegistry()) => {
    const shapes = new Shapes()
    const encoder = new Encoder(shapes, attach, classes, chunk)
    const decoder = new Decoder(classes)
    return (value) => {
      const incoming = new Incoming()
      let done = false
      const sink: FrameSink = {
        chunk: (_stream, { bytes, length, shapes: known, attachments }) => {
          if (known > decoder.shapeCount)
            decoder.learn(shapes.keys.slice(decoder.shapeCount, known))
          done = decoder.decodeChunk(incoming, bytes, 0, length, attachments)
        },
        piece: (kind, _stream, missing, bytes) => {
          const name = (['bytes', 'latin1', 'utf16'] as const).find((k) => FrameKind[k] === kind)
          incoming.piece(name as 'bytes', missing, bytes, 0, bytes.length)
        },
      }
      const first = encoder.begin(value, 'value')
      const outgoing = new Outgoing(1, FrameKind.result, 1, encoder, first, false)
      unwrapped(() => {
        while (!outgoing.step(sink));
      })
      if (!done) throw new Error('the last chunk was not told from the others')
      return incoming.value
    }
  }

class Point {
  readonly x: number
  readonly y: unknown

  constructor(x: number, y: unknown) {
    this.x = x
    this.y = y
  }
}

class Stranger {}

/** Knows how points travel, and how strangers leave but not how they arrive. */
const registry = (): ClassRegistry => {
  const classes = new ClassRegistry()
  classes.add(Point.prototype, {
    name: 'Point',
    encode: (point) => [(point as Point).x, (point as Point).y],
    decode: (data) => new Point(...(data as [number, unknown])),
  })
  const leaving = { name: 'Stranger', encode: () => 1, decode: Object }
  classes.add(Stranger.prototype, leaving)
  const { named } = classes
  classes.named = (name) => named.call(classes, name === 'Stranger' ? 'nobody' : name)
  return classes
}

const nested = (levels: number): unknown => {
  let value: unknown = 'bottom'
  for (let i = 0; i < levels; i++) value = { value }
  return value
}

const Resizable = ArrayBuffer as unknown as new (
  size: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(size: number): void }

/** What cannot be sent, with the path that the error must name. */
export const refusals: Record<string, readonly [value: () => unknown, path: string, what: RegExp]> =
  {
    'a function': [() => () => 1, 'value', /function/],
    'a symbol': [() => Symbol('s'), 'value', /symbol/],
    'a function deep inside': [
      () => ({ a: [0, { onDone() {} }] }),
      'value.a[1].onDone',
      /function/,
    ],
    'a strange key': [() => ({ 'a b': [Symbol('s')] }), 'value["a b"][0]', /symbol/],
    'a promise': [() => [Promise.resolve()], 'value[0]', /Promise/],
    'a WeakMap': [() => ({ w: new WeakMap() }), 'value.w', /WeakMap/],
    'a WeakSet': [() => ({ w: new WeakSet() }), 'value.w', /WeakSet/],
    'a WeakRef': [() => [new WeakRef({})], 'value[0]', /WeakRef/],
    'a value in a map': [
      () => new Map([['k', [Promise.resolve()]]]),
      'value.get("k")[0]',
      /Promise/,
    ],
    'a key of a map': [() => new Map([[Symbol('s'), 1]]), 'value.keys()[0]', /symbol/],
    'an item of a set': [() => new Set([1, () => 1]), 'value.values()[1]', /function/],
    'a generator': [() => (function* () {})(), 'value', /Generator/],
    'an async generator': [() => (async function* () {})(), 'value', /Generator/],
    'a proxy of a map': [() => [new Proxy(new Map(), {})], 'value[0]', /Map/],
    'a proxy of a promise': [() => [new Proxy(Promise.resolve(), {})], 'value[0]', /Promise/],
    'shared memory': [
      () => new Uint8Array(new SharedArrayBuffer(4)),
      'value.buffer',
      /SharedArrayBuffer/,
    ],
    'a BigInt of too many bits': [() => [1n << 2_000_000n], 'value[0]', /BigInt/],
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
export const cloneContract = (test: Suite, createTrip: CreateTrip): void => {
  for (const [name, make] of Object.entries(values)) {
    test(`${name} arrive as they left`, () => {
      const trip = createTrip()
      const value = make()
      // Three times: shapes are met, then told, then known.
      for (let i = 0; i < 3; i++) assert.is(difference(value, trip(value)), undefined)
    })
  }

  for (const [name, [make, path, what]] of Object.entries(refusals)) {
    test(`${name} is refused by its path`, () => {
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
    const many = at(100, (i) => ({ i }))
    const twice = [...many, ...(many.toReversed?.() ?? many)]
    assert.is(difference(twice, createTrip()(twice)), undefined)
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

  test('views over one buffer stay over one buffer', () => {
    const bytes = new Uint8Array([1, 2, 3, 4])
    const views = { bytes, words: new Uint16Array(bytes.buffer), again: bytes }
    const arrived = createTrip()(views) as typeof views
    assert.is(arrived.bytes.buffer, arrived.words.buffer)
    assert.is(arrived.bytes, arrived.again)
  })

  test('a resizable buffer stays resizable, a view that tracks it too', () => {
    const Resizable = ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer
    const buffer = new Resizable(4, { maxByteLength: 16 })
    const arrived = createTrip()([
      buffer,
      new Uint8Array(buffer),
      new Uint8Array(buffer, 0, 4),
    ]) as [ArrayBuffer & { resize(n: number): void; maxByteLength: number }, Uint8Array, Uint8Array]
    arrived[0].resize(8)
    assert.is(arrived[0].maxByteLength, 16)
    assert.is(arrived[1].length, 8)
    assert.is(arrived[2].length, 4)
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

  test('instances of registered classes arrive as such', () => {
    const trip = createTrip(attachNothing, registry())
    const point = new Point(1, [2])
    const value = {
      point,
      again: [point, new Map([[point, new Point(3, new Point(4, null))]])],
      error: Object.assign(new Error('e'), { point }),
      many: at(100, (i) => new Point(i as number, `p${i}`)),
    }
    for (let i = 0; i < 3; i++) {
      const arrived = trip(value) as typeof value
      assert.instance(arrived.point, Point)
      assert.equal(arrived.point.y, [2])
      assert.is(arrived.again[0], arrived.point)
      const [[key, inner]] = [...(arrived.again[1] as Map<Point, Point>)] as [[Point, Point]]
      assert.is(key, arrived.point)
      assert.is((inner.y as Point).x, 4)
      assert.is(arrived.error.point, arrived.point)
      assert.equal(
        arrived.many.map((each) => (each as Point).y),
        at(100, (i) => `p${i}`),
      )
    }
  })

  test('only the class itself is registered, not those that extend it', () => {
    class Special extends Point {}
    const arrived = createTrip(attachNothing, registry())([new Special(1, 2)]) as object[]
    assert.equal(arrived, [{ x: 1, y: 2 }])
  })

  test('a class that only one side knows is an error', () => {
    const own = registry()
    const trip = createTrip(attachNothing, own)
    assert.throws(
      () => trip([new Point(1, new Stranger())]),
      (error: TypeError & { code: string }) =>
        error instanceof TypeError &&
        error.code === 'INVOKE_CLASS_UNKNOWN' &&
        /"nobody"/.test(error.message),
    )
    assert.equal(trip([1]), [1])
  })

  test('what the encode or decode of a class does wrong is its own fault', () => {
    const own = registry()
    const trip = createTrip(attachNothing, own)
    const wrong = (encode: (point: Point) => unknown, decode: (data: unknown) => unknown): void => {
      own.add(Point.prototype, { name: 'Point', encode, decode } as never)
    }
    const refused = (pattern: RegExp): void => {
      assert.throws(() => trip({ a: new Point(1, 2) }), pattern)
    }
    wrong(() => {
      throw new RangeError('encode failed')
    }, Object)
    refused(/encode failed/)
    wrong(
      () => 1,
      () => {
        throw new RangeError('decode failed')
      },
    )
    refused(/decode failed/)
    wrong(
      () => 1,
      () => undefined,
    )
    refused(/returned undefined/)
    wrong(() => [() => 1], Object)
    refused(/value\.a\.encode\(\)\[0\] cannot be sent/)
    wrong((point) => point, Object)
    refused(/leads back to its instance/)
    wrong(() => nested(1000), Object)
    refused(/nested more than 200 levels/)
    assert.equal(trip({ fine: true }), { fine: true })
  })

  test('an error arrives without the instance that cannot be sent', () => {
    const trip = createTrip(attachNothing, registry())
    for (const y of [() => 1, nested(1000)]) {
      const arrived = trip(Object.assign(new Error('e'), { p: new Point(1, y), good: 1 })) as Error
      assert.equal({ ...arrived }, { good: 1 })
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

  test('a view that follows its buffer still does when the buffer cannot grow', () => {
    const buffer = new Resizable(8, { maxByteLength: 8 })
    new Uint8Array(buffer).set([1, 2, 3, 4, 5, 6, 7, 8])
    const views = [new Uint8Array(buffer), new Uint8Array(buffer, 0, 8), new Uint16Array(buffer, 2)]
    const [follows, fixed, words] = createTrip()(views) as [Uint8Array, Uint8Array, Uint16Array]
    assert.equal([...follows], [1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal([...new Uint8Array(buffer)], [1, 2, 3, 4, 5, 6, 7, 8])
    ;(follows.buffer as InstanceType<typeof Resizable>).resize(4)
    assert.equal([follows.length, fixed.length, words.length], [4, 0, 1])
  })

  test('a view beyond the end of its buffer is refused', () => {
    for (const View of [Uint8Array, DataView]) {
      const buffer = new Resizable(8, { maxByteLength: 8 })
      const view = new View(buffer, 4, 4)
      buffer.resize(2)
      assert.throws(() => createTrip()([view]), /value\[0\] cannot be sent.*beyond the end/)
    }
  })

  test('a proxy of a typed array is refused', () => {
    assert.throws(() => createTrip()([new Proxy(new Uint8Array(2), {})]), /value\[0\]/)
  })

  test('all resizable buffers of a value reserve no more than a bounded room', () => {
    const buffers = at(20, () => new Resizable(10, { maxByteLength: 2 ** 26 }))
    const arrived = createTrip()(buffers) as { maxByteLength: number; byteLength: number }[]
    const room = arrived.reduce((sum, each) => sum + each.maxByteLength - each.byteLength, 0)
    assert.is(room, Limit.RESERVE)
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
