import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { decode, encode, ProtocolError, register } from '../../src/clone.js'
import { difference } from '../contract/same.js'
import { at, values } from '../contract/values.js'
import { suite } from '../suite.js'

const test = suite('standalone')

for (const [name, make] of Object.entries(values)) {
  test(`${name} come back`, () => {
    const value = make()
    assert.is(difference(value, decode(encode(value))), undefined)
  })
}

test('the bytes carry the shapes that they need', () => {
  const records = at(500, (i) => ({ id: i, nested: { x: i, y: [i] } }))
  const bytes = encode(records)
  assert.ok(bytes.length < 8000)
  assert.is(difference(records, decode(bytes)), undefined)
})

test('the bytes are a Uint8Array of their own memory', () => {
  const bytes = encode([1, 'foo'])
  assert.is(Object.getPrototypeOf(bytes), Uint8Array.prototype)
  assert.is(bytes.buffer.byteLength, bytes.length)
  const again = encode([2, 'bar'])
  assert.equal(decode(bytes), [1, 'foo'])
  assert.equal(decode(again), [2, 'bar'])
})

test('a getter may encode and decode while it is read', () => {
  const value = [
    { a: 1, b: 2 },
    {
      get inner() {
        return decode(encode([{ c: 1 }, { c: 2 }, { c: 3 }]))
      },
    },
    { a: 3, b: 4 },
    { a: 5, b: 6 },
  ]
  assert.equal(decode(encode(value)), [
    { a: 1, b: 2 },
    { inner: [{ c: 1 }, { c: 2 }, { c: 3 }] },
    { a: 3, b: 4 },
    { a: 5, b: 6 },
  ])
})

test('what cannot be cloned is named', () => {
  assert.throws(
    () => encode({ list: [1, () => 1] }),
    (error: TypeError & { path: string }) =>
      error instanceof TypeError && error.path === 'value.list[1]',
  )
})

test('rubbish, another version and cut bytes are a ProtocolError', () => {
  const bytes = encode([{ a: 1 }, { a: 2 }, { a: 3 }, 'a longer string than that'])
  for (let end = 0; end < bytes.length; end++) {
    assert.throws(
      () => decode(bytes.subarray(0, end)),
      (error: unknown) => error instanceof ProtocolError,
    )
  }
  assert.throws(() => decode(Uint8Array.of(9, 0, 0, 0, 0)), /version/)
  assert.throws(() => decode('text' as never), TypeError)
})

test('shapes that hold anything but keys are a ProtocolError', () => {
  assert.throws(
    () => decode(Uint8Array.of(1, 2, 0, 0, 0, 0, 7, 0, 0xb0, 0xa1, 0x50, 0)),
    (error: unknown) => error instanceof ProtocolError,
  )
})

test('an AggregateError keeps the errors that can be sent', () => {
  const error = new AggregateError([new Error('a'), () => 1, { ok: true }], 'several')
  const { errors } = decode(encode(error)) as AggregateError
  assert.equal(
    errors.map((each: unknown) => (each instanceof Error ? each.message : each)),
    ['a', { ok: true }],
  )
})

test('random and mutated bytes never do harm', () => {
  const samples = Object.values(values)
    .map((make) => encode(make()))
    .filter((bytes) => bytes.length < 5000)
  const survive = (bytes: Uint8Array): void => {
    try {
      decode(bytes)
    } catch (error) {
      const { code } = error as { code?: string }
      if (!(error instanceof ProtocolError) && code !== 'INVOKE_CLASS_UNKNOWN') throw error
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => survive(Uint8Array.of(1, ...bytes))),
  )
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.nat(samples.length - 1), edits, (which, changes) => {
      const bytes = new Uint8Array(samples[which])
      for (const [position, byte] of changes) bytes[position % bytes.length] = byte
      survive(bytes)
    }),
    { numRuns: 1500 },
  )
  assert.is(({} as Record<string, unknown>)['x'], undefined)
})

test('only a class can be registered, with options that fit', () => {
  const options = { encode: () => 1, decode: () => new Date() }
  for (const wrong of [Object, Array, Map, RangeError, Uint8Array, undefined, {}, () => 1]) {
    assert.throws(() => register(wrong as never, options), /class of your own/)
  }
  class Named {
    readonly x = 1
  }
  assert.throws(() => register(Named, { encode: () => 1 } as never), /decode/)
  assert.throws(
    () => register(Named, { ...options, decode: 1, encode: () => 1 } as never),
    /"decode" must be a function/,
  )
  assert.throws(() => register(Named, { ...options, nmae: 'x' } as never), /nmae/)
  assert.throws(
    () =>
      register(
        class {
          readonly x = 1
        },
        options as never,
      ),
    /name/,
  )
})

test.run()
