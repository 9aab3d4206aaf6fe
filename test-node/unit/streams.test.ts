import * as assert from 'uvu/assert'
import { difference } from '../contract/same.js'
import { at } from '../contract/values.js'
import { suite } from '../suite.js'
import { mixed, received, Side, streamed } from './side.js'

const test = suite('streams')

/** How long the list is that arrived. */
const lengthOf = ({ arrivals }: Side): number =>
  arrivals.length === 1 ? (arrivals[0] as { value: unknown[] }).value.length : -1

const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

test('a stream arrives whole, wherever its packets are cut', () => {
  const value = [
    { a: 'some text', b: [1, 2, 3] },
    new Map([[1, new Uint8Array(50).fill(7)]]),
    'end',
  ]
  const bytes = streamed(value)
  assert.ok(bytes.length > 150)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const { arrivals } = received(bytes.subarray(0, cut), bytes.subarray(cut))
    assert.is(arrivals.length, 1, `cut at ${cut}`)
    assert.is(difference(value, arrivals[0]?.value), undefined, `cut at ${cut}`)
  }
})

test('every kind of value arrives in small chunks, a byte at a time', () => {
  const value = mixed()
  const bytes = streamed(value)
  const { arrivals } = received(
    ...(at(bytes.length, (i) => bytes.subarray(i, i + 1)) as Uint8Array[]),
  )
  assert.is(difference(value, arrivals[0]?.value), undefined)
})

test('large values of all kinds arrive', async () => {
  const large = {
    records: at(5000, (i) => ({ id: i, name: `record ${i}`, when: new Date(i), at: { x: i / 3 } })),
    numbers: at(50_000, (i) => (i % 10_000 === 0 ? `not ${i}` : i * 1.5)),
    map: new Map(at(5000, (i) => [`key ${i}`, { i }]) as [string, object][]),
    set: new Set(at(5000, (i) => `item ${i}`)),
    text: 'x'.repeat(300_000),
    wide: 'é😀'.repeat(100_000),
    bytes: new Uint8Array(700_000).map((_, i) => i * 7),
    dictionary: Object.fromEntries(at(5000, (i) => [`k${i}`, i]) as [string, number][]),
    sparse: Object.assign(
      at(3000, (i) => `item ${i}`),
      { extra: 'x'.repeat(70_000) },
    ),
    error: new AggregateError(
      at(2000, (i) => new Error(`error ${i}`)),
      'many',
    ),
  }
  const sender = new Side()
  sender.result(1, large)
  sender.session.flush()
  await turns(400)
  const { arrivals } = received(...sender.sent)
  assert.is(difference(large, arrivals[0]?.value), undefined)
})

test('frames of others go between the chunks', async () => {
  const sender = new Side()
  sender.room = 2
  sender.result(
    1,
    at(20_000, (i) => ({ i, text: `text ${i}` })),
  )
  sender.session.flush()
  await turns()
  sender.result(2, 'small')
  sender.room = Infinity
  sender.session.drained()
  await turns(100)
  const { arrivals } = received(...sender.sent)
  assert.equal(
    arrivals.map(({ id }) => id),
    [2, 1],
  )
})

test('several large values share the link', async () => {
  const sender = new Side()
  for (const id of [1, 2, 3])
    sender.result(
      id,
      at(20_000, (i) => ({ i, id })),
    )
  sender.session.flush()
  await turns(200)
  const { arrivals } = received(...sender.sent)
  assert.is(arrivals.length, 3)
  for (const { id, value } of arrivals) {
    assert.equal((value as { id: number; i: number }[])[19_999], { i: 19_999, id })
  }
})

test('a link that is full stops the encoder', async () => {
  const sender = new Side()
  sender.room = 3
  let reads = 0
  const item = {
    get text() {
      reads++
      return 'x'.repeat(1000)
    },
  }
  sender.result(
    1,
    at(20_000, () => Object.create(null, Object.getOwnPropertyDescriptors(item))),
  )
  sender.session.flush()
  await turns()
  // What counts as a snapshot is encoded whatever the link says; the rest waits for it.
  const before = reads
  assert.ok(before < 2500, `${before} of 20000 were encoded`)
  await turns()
  assert.is(reads, before)
  sender.room = Infinity
  sender.session.drained()
  await turns(400)
  assert.is(reads, 20_000)
  assert.is(lengthOf(received(...sender.sent)), 20_000)
})

test('up to a megabyte a value is a snapshot', async () => {
  const sender = new Side()
  sender.room = 1
  const records = at(5000, (i) => ({ i, list: [i] })) as { i: number; list: number[] }[]
  const bytes = new Uint8Array(500_000)
  sender.result(1, { records, bytes })
  sender.session.flush()
  for (const record of records) record.list.push(-1)
  bytes.fill(1)
  sender.room = Infinity
  sender.session.drained()
  await turns(100)
  const { value } = received(...sender.sent).arrivals[0]
  const arrived = value as { records: typeof records; bytes: Uint8Array }
  assert.equal(arrived.records[4999], { i: 4999, list: [4999] })
  assert.is(
    arrived.bytes.findIndex((byte) => byte !== 0),
    -1,
  )
})

test('what cannot be sent in the middle ends its value at both ends, and nothing else', async () => {
  const sender = new Side()
  sender.room = 2
  const list = at(60_000, (i) => ({ i, text: `text number ${i}` })) as object[]
  list.push({ deep: [() => 1] })
  sender.result(1, list)
  sender.session.flush()
  sender.result(2, 'fine')
  sender.room = Infinity
  sender.session.drained()
  await turns(400)
  assert.is(sender.aborts.length, 1)
  const { id, error } = sender.aborts[0] as { id: number; error: TypeError & { path: string } }
  assert.is(id, 1)
  assert.is(error.path, 'result[60000].deep[0]')
  sender.result(3, [{ i: 1, text: 'fine too' }])
  sender.session.flush()
  const receiver = received(...sender.sent)
  assert.equal(
    receiver.arrivals.map((arrival) => arrival.id),
    [2, 3],
  )
  assert.not(receiver.killed)
})

test('what cannot be sent within the snapshot is told at once', () => {
  const sender = new Side()
  const list = at(5000, (i) => ({ i, text: `text number ${i}` })) as object[]
  list.push(() => 1)
  assert.throws(() => sender.result(1, list), /result\[5000\]/)
  assert.is(sender.aborts.length, 0)
  sender.result(2, 'fine')
  sender.session.flush()
  assert.equal(
    received(...sender.sent).arrivals.map(({ id }) => id),
    [2],
  )
})

test('a buffer that is transferred away while it is sent ends its value', async () => {
  const sender = new Side()
  sender.room = 2
  const bytes = new Uint8Array(4_000_000)
  sender.result(1, bytes)
  sender.session.flush()
  await turns()
  structuredClone(bytes, { transfer: [bytes.buffer] })
  sender.room = Infinity
  sender.session.drained()
  await turns(50)
  const [abort] = sender.aborts
  assert.match(String(abort?.error), /transferred/)
  const receiver = received(...sender.sent)
  assert.is(receiver.arrivals.length, 0)
  assert.not(receiver.killed)
})

test('a dying process sends its large values to their end', () => {
  const sender = new Side()
  sender.room = 1
  const list = at(100_000, (i) => ({ i }))
  sender.result(1, list)
  sender.session.flushSync()
  assert.is(lengthOf(received(...sender.sent)), 100_000)
})

test.run()
