import * as assert from 'uvu/assert'
import fc from 'fast-check'
import { ProtocolError } from '../../src/core/errors.js'
import { FrameKind, frames, HEADER_SIZE } from '../../src/core/frame/layout.js'
import { FrameReader } from '../../src/core/frame/reader.js'
import { FrameWriter } from '../../src/core/frame/writer.js'
import type { Packet } from '../../src/core/transport.js'
import { suite } from '../suite.js'

const test = suite('frame')

interface Seen {
  kind: number
  id: number
  detail: number
  value: number[]
  attachments: unknown[]
}

const collect = (seen: Seen[], limit = 1 << 20) =>
  new FrameReader(limit, (kind, id, detail, bytes, start, end, attachments) => {
    const value = [...bytes.subarray(start, end)]
    seen.push({ kind, id, detail, value, attachments: [...attachments] })
  })

/** Everything that a writer has, in one packet. */
const takeAll = (writer: FrameWriter) => {
  const packets: Packet[] = []
  for (let packet = writer.next(); packet !== undefined; packet = writer.next())
    packets.push(packet)
  return {
    bytes: new Uint8Array(Buffer.concat(packets.map(({ bytes }) => bytes))),
    attachments: packets.flatMap(({ attachments }) => attachments),
  }
}

const sample = () => {
  const writer = new FrameWriter()
  writer.write(FrameKind.hello, 1, 0xffffffff)
  writer.write(FrameKind.call, 2, 3, Uint8Array.of(1, 2, 3), 3)
  writer.write(FrameKind.result, 0xffffffff, 0, new Uint8Array(100).fill(7), 100)
  return takeAll(writer).bytes
}

test('kinds are distinct, and no frame is without a description', () => {
  const kinds = Object.values(frames).map(({ kind }) => kind)
  assert.is(new Set(kinds).size, kinds.length)
})

test('frames are read as they were written, wherever the packets are cut', () => {
  const bytes = sample()
  const whole: Seen[] = []
  collect(whole).push({ bytes, attachments: [] })
  assert.equal(
    whole.map(({ kind, id, detail, value }) => [kind, id, detail, value.length]),
    [
      [FrameKind.hello, 1, 0xffffffff, 0],
      [FrameKind.call, 2, 3, 3],
      [FrameKind.result, 0xffffffff, 0, 100],
    ],
  )
  for (let cut = 0; cut <= bytes.length; cut++) {
    const seen: Seen[] = []
    const reader = collect(seen)
    reader.push({ bytes: bytes.subarray(0, cut), attachments: [] })
    reader.push({ bytes: bytes.subarray(cut), attachments: [] })
    assert.equal(seen, whole)
  }
  const single: Seen[] = []
  const reader = collect(single)
  for (const byte of bytes) reader.push({ bytes: Uint8Array.of(byte), attachments: [] })
  assert.equal(single, whole)
})

test('frames of any size and any packets make the same frames', () => {
  const sizes = fc.array(fc.oneof(fc.nat(60), fc.nat(200_000)), { maxLength: 8 })
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }),
      (all, cuts) => {
        const writer = new FrameWriter()
        const packets: Uint8Array[] = []
        all.forEach((size, i) => {
          writer.write(FrameKind.result, i, 0, new Uint8Array(size).fill(i), size)
          if (i % 2 === 0) packets.push(takeAll(writer).bytes)
        })
        packets.push(takeAll(writer).bytes)
        const bytes = Buffer.concat(packets)
        const seen: Seen[] = []
        const reader = collect(seen)
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const next = at + cuts[i % cuts.length]
          reader.push({ bytes: bytes.subarray(at, next), attachments: [] })
          at = next
        }
        assert.equal(
          seen.map(({ id, value }) => [id, value.length]),
          all.map((size, i) => [i, size]),
        )
        assert.ok(seen.every(({ id, value }) => value.every((byte) => byte === id)))
      },
    ),
    { numRuns: 60 },
  )
})

test('bytes once taken are never written again', () => {
  const writer = new FrameWriter()
  const taken: [Uint8Array, Uint8Array][] = []
  for (let i = 0; i < 3000; i++) {
    writer.write(FrameKind.result, i, 0, new Uint8Array(90).fill(i), 90)
    const { bytes } = writer.next() as Packet
    taken.push([bytes, new Uint8Array(bytes)])
  }
  for (const [bytes, copy] of taken) assert.equal(new Uint8Array(bytes), copy)
})

test('objects beside the bytes go to the frame that they belong to', () => {
  const writer = new FrameWriter()
  writer.write(FrameKind.call, 1, 0, Uint8Array.of(1), 1, ['a', 'b'])
  writer.write(FrameKind.call, 2, 0, Uint8Array.of(2), 1)
  writer.write(FrameKind.call, 3, 0, Uint8Array.of(3), 1, ['c'])
  const { bytes, attachments } = takeAll(writer)
  const seen: Seen[] = []
  const reader = collect(seen)
  reader.push({ bytes: bytes.subarray(0, 5), attachments })
  reader.push({ bytes: bytes.subarray(5), attachments: [] })
  assert.equal(
    seen.map((frame) => frame.attachments),
    [['a', 'b'], [], ['c']],
  )
})

const NOTHING = new Uint8Array(0)

test('a frame waits for its objects, and those behind it for the frame', () => {
  const writer = new FrameWriter()
  writer.write(FrameKind.call, 1, 0, undefined, 0, ['a', 'b'])
  writer.write(FrameKind.call, 2, 0, Uint8Array.of(1, 2, 3), 3)
  writer.write(FrameKind.call, 3, 0, undefined, 0, ['c'])
  writer.write(FrameKind.call, 4, 0)
  const { bytes } = takeAll(writer)
  for (const cut of [0, 7, 16, 20, 35, bytes.length]) {
    const seen: Seen[] = []
    const reader = collect(seen)
    reader.push({ bytes: bytes.subarray(0, cut), attachments: [] })
    reader.push({ bytes: NOTHING, attachments: ['a'] })
    reader.push({ bytes: bytes.subarray(cut), attachments: [] })
    assert.is(seen.length, 0)
    reader.push({ bytes: NOTHING, attachments: ['b'] })
    assert.equal(
      seen.map(({ id }) => id),
      [1, 2],
    )
    reader.push({ bytes: NOTHING, attachments: ['c'] })
    assert.equal(
      seen.map(({ id, attachments }) => [id, attachments]),
      [
        [1, ['a', 'b']],
        [2, []],
        [3, ['c']],
        [4, []],
      ],
    )
    assert.equal(reader.end(), [])
  }
})

test('at the end a frame without its objects never came, but those behind it did', () => {
  const writer = new FrameWriter()
  writer.write(FrameKind.call, 1, 0, undefined, 0, ['a', 'b'])
  writer.write(FrameKind.call, 2, 0)
  const { bytes } = takeAll(writer)
  const seen: Seen[] = []
  const reader = collect(seen)
  reader.push({ bytes, attachments: ['a'] })
  assert.equal(reader.end(), ['a'])
  assert.equal(
    seen.map(({ id }) => id),
    [2],
  )
})

test('objects that belong to nothing are refused at some number', () => {
  const reader = collect([])
  assert.throws(
    () => {
      for (let i = 0; i < 10_000; i++) reader.push({ bytes: NOTHING, attachments: [i] })
    },
    (error: unknown) => error instanceof ProtocolError,
  )
})

test('rubbish is seen at its first bytes', () => {
  for (const text of ['x', 'Hello', '{"json": true}', 'a'.repeat(1000)]) {
    assert.throws(
      () => collect([]).push({ bytes: Buffer.from(text), attachments: [] }),
      (error: unknown) => error instanceof ProtocolError && error.offset === 0,
    )
  }
  const reader = collect([])
  const bytes = sample()
  reader.push({ bytes, attachments: [] })
  assert.throws(
    () => reader.push({ bytes: Buffer.from('rubbish'), attachments: [] }),
    (error: unknown) => error instanceof ProtocolError && error.offset === bytes.length,
  )
})

test('a frame beyond the limit is refused at its header', () => {
  const writer = new FrameWriter()
  writer.write(FrameKind.result, 1, 0, new Uint8Array(2000), 2000)
  const header = takeAll(writer).bytes.subarray(0, HEADER_SIZE)
  assert.throws(() => collect([], 1000).push({ bytes: header, attachments: [] }), /more than 1000/)
})

test('a header alone does not make the reader set memory aside', () => {
  const writer = new FrameWriter()
  writer.write(FrameKind.result, 1, 0)
  const header = takeAll(writer).bytes
  new DataView(header.buffer).setUint32(4, 0xffffffff, true)
  const before = process.memoryUsage().arrayBuffers
  const reader = collect([], 0xffffffff)
  reader.push({ bytes: header, attachments: [] })
  reader.push({ bytes: new Uint8Array(100), attachments: [] })
  assert.ok(process.memoryUsage().arrayBuffers - before < 40 * 1024 * 1024)
})

test.run()
