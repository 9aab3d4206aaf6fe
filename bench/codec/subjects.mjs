/**
 * The codecs. `encode` gives bytes that stay valid until its next call; each subject is in the state
 * that it has after many values of the same kind on one connection.
 */
import { deserialize, serialize } from 'node:v8'
import { Decoder as CborDecoder, Encoder as CborEncoder } from 'cbor-x'
import { Packr } from 'msgpackr'
import { Decoder } from '../../src/core/clone/decoder.ts'
import { Encoder } from '../../src/core/clone/encoder.ts'
import { Shapes } from '../../src/core/clone/shapes.ts'
import { attachNothing } from '../../src/core/clone/unsendable.ts'

const NOTHING = []

/** The codec as a connection of a pool uses it: key lists are told once. */
const connection = () => {
  const shapes = new Shapes()
  const encoder = new Encoder(shapes, attachNothing)
  const decoder = new Decoder()
  const told = (encoded) => {
    if (encoded.shapes > decoder.shapeCount) {
      decoder.learn(shapes.keys.slice(decoder.shapeCount, encoded.shapes))
    }
    return encoded
  }
  return {
    encode: (value) => told(encoder.encode(value, 'value')),
    /** A list of arguments is the library's own, and known to be a plain list. */
    encodeArguments: (list) => told(encoder.beginList(list, 'args')),
    decode: ({ bytes, length }) => decoder.decode(bytes, 0, length, NOTHING),
    size: ({ length }) => length,
  }
}

const bytes = { size: (encoded) => encoded.length }

export const SUBJECTS = {
  invoke: connection,
  v8: () => ({ encode: serialize, decode: deserialize, ...bytes }),
  structuredClone: () => ({ encode: structuredClone, decode: (copy) => copy, size: () => NaN }),
  JSON: () => ({
    encode: JSON.stringify,
    decode: JSON.parse,
    ...bytes,
  }),
  msgpackr: () => {
    const packr = new Packr({ structures: [] })
    return { encode: (value) => packr.pack(value), decode: (b) => packr.unpack(b), ...bytes }
  },
  'msgpackr+types': () => {
    const packr = new Packr({ structuredClone: true, structures: [] })
    return { encode: (value) => packr.pack(value), decode: (b) => packr.unpack(b), ...bytes }
  },
  'cbor-x': () => {
    const structures = []
    const options = { structures, saveStructures: () => {}, bundleStrings: true }
    const encoder = new CborEncoder(options)
    const decoder = new CborDecoder({ ...options, structures })
    return { encode: (value) => encoder.encode(value), decode: (b) => decoder.decode(b), ...bytes }
  },
}
