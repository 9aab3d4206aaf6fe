import * as assert from 'uvu/assert'
import fc from 'fast-check'
import type { Encoded } from '../../src/core/clone/encoded.js'
import { Encoder } from '../../src/core/clone/encoder.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { attachNothing } from '../../src/core/clone/unsendable.js'
import { ProtocolError } from '../../src/core/errors.js'
import { FrameKind } from '../../src/core/frame/layout.js'
import { values } from '../contract/values.js'
import { suite } from '../suite.js'
import { mixed, Side, streamed } from './side.js'

const test = suite('hostile streams')

const encodedText: Encoded = new Encoder(new Shapes(), attachNothing).encode('text', 'value')

test('mutated streams end in a value or in a ProtocolError', () => {
  const samples = [
    streamed(mixed()),
    ...Object.values(values)
      .map((make) => streamed(make()))
      .filter((bytes) => bytes.length < 20_000),
  ]
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.nat(samples.length - 1), edits, fc.nat(), (which, changes, cut) => {
      const bytes = new Uint8Array(samples[which])
      for (const [position, byte] of changes) bytes[position % bytes.length] = byte
      const receiver = new Side()
      const faults: unknown[] = []
      receiver.closed = (reason?: unknown) => {
        faults.push((reason as { error?: unknown }).error)
      }
      receiver.read(bytes.subarray(0, cut % bytes.length))
      receiver.read(bytes.subarray(cut % bytes.length))
      // Whatever was thrown ended the connection, and only one kind may be thrown.
      receiver.session.closed({ kind: 'closed' })
      const [fault] = faults
      if (fault !== undefined) assert.instance(fault, ProtocolError)
      assert.is(fault !== undefined, receiver.killed)
    }),
    { numRuns: 2000 },
  )
  assert.is(({} as Record<string, unknown>)['x'], undefined)
})

test('frames that continue nothing end the connection', () => {
  for (const kind of ['chunk', 'bytes', 'latin1', 'utf16', 'abort'] as const) {
    const stranger = new Side()
    stranger.session.send(FrameKind[kind], 77, 5, encodedText)
    stranger.session.flush()
    const reasons: unknown[] = []
    const receiver = new Side()
    receiver.closed = (reason?: unknown) => {
      reasons.push((reason as { error: unknown }).error)
    }
    receiver.read(stranger.take())
    assert.ok(receiver.killed, kind)
    receiver.session.closed({ kind: 'killed' })
    assert.instance(reasons[0], ProtocolError)
  }
})

test.run()
