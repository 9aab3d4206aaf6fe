import * as assert from 'uvu/assert'
import { Limit } from '../../src/core/clone/tags.js'
import type { Suite } from './suite.js'
import type { CreateTrip } from './trip.js'
import { at } from './values.js'

const Resizable = ArrayBuffer as unknown as new (
  size: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(size: number): void }

/** What every host's codec must do with buffers and the views of them. */
export const buffersContract = (test: Suite, createTrip: CreateTrip): void => {
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
      const view = new (View as Uint8ArrayConstructor)(buffer, 4, 4)
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
}
