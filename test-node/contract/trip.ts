import { Decoder } from '../../src/core/clone/decoder.js'
import { Encoder } from '../../src/core/clone/encoder.js'
import { Incoming } from '../../src/core/clone/incoming.js'
import { ClassRegistry } from '../../src/core/clone/registry.js'
import { Shapes } from '../../src/core/clone/shapes.js'
import { attachNothing, type Attach } from '../../src/core/clone/unsendable.js'
import { Undecodable } from '../../src/core/clone/value-reader.js'
import { FrameKind } from '../../src/core/frame/layout.js'
import { Outgoing, type FrameSink } from '../../src/core/session/outgoing.js'

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
        lend: (_stream, missing, bytes) => {
          incoming.piece('bytes', missing, bytes, 0, bytes.length)
        },
      }
      const first = encoder.begin(value, 'value')
      const outgoing = new Outgoing(1, FrameKind.result, 1, 0, encoder, first, false)
      unwrapped(() => {
        while (!outgoing.step(sink));
      })
      if (!done) throw new Error('the last chunk was not told from the others')
      return incoming.value
    }
  }
