import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { runInNewContext } from 'node:vm'
import { Decoder } from '../../src/core/clone/decoder.js'
import { Encoder } from '../../src/core/clone/encoder.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { attachNothing } from '../../src/core/clone/unsendable.js'
import { Undecodable } from '../../src/core/clone/value-reader.js'
import { ProtocolError } from '../../src/core/errors.js'
import { buffersContract } from '../contract/buffers.js'
import { classesContract } from '../contract/classes.js'
import { cloneContract } from '../contract/clone.js'
import { createTrip } from '../contract/trip.js'
import { difference } from '../contract/same.js'
import { values } from '../contract/values.js'
import { suite } from '../suite.js'

const test = suite('clone')

cloneContract(test, createTrip)
classesContract(test, createTrip)
buffersContract(test, createTrip)

test('a Buffer stays a Buffer, without its neighbours in the pool', () => {
  const trip = createTrip()
  const buffer = Buffer.from('hello')
  const arrived = trip({ buffer, same: buffer }) as { buffer: Buffer; same: Buffer }
  assert.ok(Buffer.isBuffer(arrived.buffer))
  assert.is(arrived.buffer.toString(), 'hello')
  assert.is(arrived.buffer.buffer.byteLength, 5)
  assert.is(arrived.buffer, arrived.same)
})

// Node loads their classes when they are used, and their ports have no name of their own.
test('a stream of the web and a message port are refused', () => {
  const { port1, port2 } = new MessageChannel()
  for (const [value, what] of [
    [new ReadableStream(), /it is a ReadableStream/],
    [port1, /it is a MessagePort/],
  ] as const) {
    assert.throws(() => createTrip()({ value }), what)
  }
  port1.close()
  port2.close()
})

test('objects of another realm arrive as ours', () => {
  const foreign = runInNewContext(
    `({ map: new Map([[1, new Set([2])]]), date: new Date(5), pattern: /x/g, list: [1, [2]],
        bytes: new Uint8Array([1, 2]), error: new RangeError('far'), boxed: new Number(3) })`,
  ) as Record<string, unknown>
  const arrived = createTrip()(foreign) as Record<string, unknown>
  assert.instance(arrived['map'], Map)
  assert.instance((arrived['map'] as Map<number, unknown>).get(1), Set)
  assert.instance(arrived['date'], Date)
  assert.instance(arrived['pattern'], RegExp)
  assert.instance(arrived['bytes'], Uint8Array)
  assert.instance(arrived['error'], RangeError)
  assert.instance(arrived['boxed'], Number)
})

test('a promise of another realm is refused', () => {
  assert.throws(() => createTrip()(runInNewContext('Promise.resolve()')), /Promise/)
})

test('any value that fast-check thinks of makes the trip', () => {
  const trip = createTrip()
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: false,
    withUnicodeString: true,
  })
  fc.assert(
    fc.property(anything, (value) => {
      const found = difference(value, trip(value))
      if (found !== undefined) throw new Error(found)
    }),
    { numRuns: 500 },
  )
})

const encodings = () =>
  Object.values(values).map((make) => {
    const encoder = new Encoder(new Shapes(), attachNothing)
    const { bytes, length } = encoder.encode(make(), 'value')
    return new Uint8Array(bytes.subarray(0, length))
  })

/** Decodes hostile bytes: anything but a value or a ProtocolError is a bug. */
const survive = (bytes: Uint8Array): void => {
  const decoder = new Decoder()
  decoder.learn([['a', 'b'], ['__proto__']])
  try {
    decoder.decode(bytes, 0, bytes.length, [])
  } catch (error) {
    // A class may have any name.
    if (error instanceof Undecodable) return
    if (!(error instanceof ProtocolError)) throw error
  }
}

test('a value that is cut off is a ProtocolError at every byte', () => {
  for (const bytes of encodings()) {
    const step = Math.max(1, Math.floor(bytes.length / 400))
    for (let end = 0; end < bytes.length; end += step) {
      assert.throws(
        () => new Decoder().decode(bytes, 0, end, []),
        (error: unknown) => error instanceof ProtocolError,
      )
    }
  }
})

test('mutated values never do harm', () => {
  const samples = encodings().filter((bytes) => bytes.length < 20_000)
  fc.assert(
    fc.property(
      fc.nat(samples.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (which, edits) => {
        const bytes = new Uint8Array(samples[which] as Uint8Array)
        for (const [at, byte] of edits) bytes[at % bytes.length] = byte
        survive(bytes)
      },
    ),
    { numRuns: 3000 },
  )
  assert.is(({} as Record<string, unknown>)['x'], undefined)
})

test('random bytes never do harm', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), survive), { numRuns: 3000 })
})

test('bytes that nest without end need no deep stack', () => {
  for (const opening of [
    [0xcb, 1],
    [0xd4],
    [0xd5],
    [0xd0, 1, 0xa1, 0x61],
    [0xdb],
    [0xe0],
    [0xd8, 1, 0, 0],
  ]) {
    const bytes = Uint8Array.from([0, ...Array.from({ length: 100_000 }, () => opening).flat(), 0])
    const decoder = new Decoder()
    decoder.learn([['a']])
    assert.throws(
      () => decoder.decode(bytes, 0, bytes.length, []),
      (error: unknown) => error instanceof ProtocolError,
    )
  }
})

test('a sparse array of a few bytes takes little memory', () => {
  const claim = [0xce, 0xff, 0xff, 0xff, 0x0f, 0]
  const bytes = Uint8Array.from([0, 0xcb, 4, ...claim, ...claim, ...claim, ...claim])
  const before = process.memoryUsage().heapUsed
  const arrived = new Decoder().decode(bytes, 0, bytes.length, []) as unknown[][]
  assert.ok(process.memoryUsage().heapUsed - before < 20_000_000)
  assert.equal(
    arrived.map(({ length }) => length),
    [33_554_431, 33_554_431, 33_554_431, 33_554_431],
  )
})

test('a few bytes cannot ask for much memory', () => {
  const claims = [
    [0, 0xcb, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [0, 0xcc, 0xff, 0xff, 0xff, 0x7f],
    [0, 0xd6, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [0, 0xd9, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [0, 0xc9, 0xff, 0xff, 0xff, 0xff],
    [0, 0xca, 0, 0xff, 0xff, 0x7f],
  ]
  for (const claim of claims) {
    const bytes = Uint8Array.from(claim)
    assert.throws(
      () => new Decoder().decode(bytes, 0, bytes.length, []),
      (error: unknown) => error instanceof ProtocolError,
    )
  }
})

test.run()
