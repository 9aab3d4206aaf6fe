/** The codec by itself: bytes that carry all that is needed to read them. */
import { ProtocolError, typeName } from '../errors.js'
import { Decoder } from './decoder.js'
import { Encoder } from './encoder.js'
import { sharedClasses } from './registry.js'
import { Shapes } from './shapes.js'
import { allocate } from './text.js'
import { attachNothing } from './unsendable.js'
import { Undecodable } from './value-reader.js'

/**
 *   u8 VERSION | u32 size of the value | the value, one chunk | the shapes, one chunk, if there are any
 */
const VERSION = 1
const HEADER = 5

/** What encodes one value after the other. Its shapes are numbered anew for each. */
class Standalone {
  readonly shapes = new Shapes()
  readonly encoder = new Encoder(this.shapes, attachNothing, sharedClasses())
  /** For the lists of keys, while the other one holds the value. */
  readonly lists = new Encoder(new Shapes(), attachNothing)
}

/** One that is at hand; a getter that encodes while it is in use makes another. */
let spare: Standalone | undefined

/**
 * Encodes any value that structured cloning knows, and instances of registered classes, into bytes that
 * `decode` reads anywhere. The bytes share no memory with the value.
 * @throws TypeError with a `path` to what cannot be cloned; and whatever a getter throws
 */
export const encode = (value: unknown): Uint8Array => {
  const standalone = spare ?? new Standalone()
  spare = undefined
  const { shapes, encoder } = standalone
  shapes.renew()
  try {
    const encoded = encoder.encode(value, 'value')
    const { bytes, length } = encoded
    if (encoded.shapes === 0) return join(bytes, length)
    const lists = standalone.lists.encode(shapes.keys, 'shapes')
    return join(bytes, length, lists.bytes, lists.length)
  } finally {
    spare = standalone
  }
}

const join = (value: Uint8Array, size: number, shapes?: Uint8Array, more = 0): Uint8Array => {
  const all = new Uint8Array(allocate(HEADER + size + more).buffer)
  all[0] = VERSION
  for (let i = 0; i < 4; i++) all[1 + i] = size >>> (8 * i)
  all.set(size === value.length ? value : value.subarray(0, size), HEADER)
  if (shapes !== undefined) all.set(shapes.subarray(0, more), HEADER + size)
  return all
}

/**
 * The value that `encode` was given. Nothing of it shares memory with the bytes.
 * @throws ProtocolError for bytes that `encode` did not make; TypeError for an instance of a class that
 * is not registered here; and whatever the `decode` of a class throws
 */
export const decode = (bytes: Uint8Array): unknown => {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`decode takes a Uint8Array, not ${typeName(bytes)}`)
  }
  if (bytes[0] !== VERSION) throw new ProtocolError('bytes of another kind or version', 0)
  if (bytes.length < HEADER) throw new ProtocolError('the value ends too early', bytes.length)
  const size = (bytes[1] | (bytes[2] << 8) | (bytes[3] << 16) | (bytes[4] << 24)) >>> 0
  const end = HEADER + size
  if (end > bytes.length) throw new ProtocolError('the value ends too early', bytes.length)
  const decoder = new Decoder(sharedClasses())
  if (end < bytes.length) decoder.learnFrom(bytes, end, bytes.length)
  try {
    return decoder.decode(bytes, HEADER, end, [])
  } catch (error) {
    throw error instanceof Undecodable ? error.error : error
  }
}
