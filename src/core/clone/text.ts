/** Strings as bytes: the fastest way that the host offers, the same bytes on every host. */

/** What is used of Node's `Buffer`, when there is one. */
interface HostBuffer extends Uint8Array {
  utf8Write(text: string, offset: number, length?: number): number
  ucs2Write(text: string, offset: number, length?: number): number
  latin1Slice(start: number, end: number): string
  ucs2Slice(start: number, end: number): string
}
interface HostBufferConstructor {
  readonly prototype: HostBuffer
  allocUnsafeSlow(size: number): HostBuffer
  from(memory: ArrayBufferLike, offset: number, length: number): HostBuffer
  isBuffer(value: unknown): boolean
}

const Host = (globalThis as { Buffer?: HostBufferConstructor }).Buffer

/** Uninitialised where the host can, zeroed elsewhere. */
export const allocate: (size: number) => Uint8Array =
  Host === undefined ? (size) => new Uint8Array(size) : (size) => Host.allocUnsafeSlow(size)

/** The same memory as a byte array of the language's own: the host's is five times slower to cut. */
export const plain = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The same bytes in memory of their own. Not `slice`, which gives a view of the host's own kind. */
export const copyOf = (bytes: Uint8Array): Uint8Array => {
  const copy = allocate(bytes.length)
  copy.set(bytes)
  return copy
}

/** Bytes to keep free behind the position for `writeAscii` of so many characters. */
export const ASCII_SLACK = 4

/**
 * Writes text of ASCII characters only. Returns whether it was that; if not, what was written is
 * rubbish. With four bytes of slack a text that is not ASCII can never fill exactly its length.
 */
export const writeAscii: (bytes: Uint8Array, at: number, text: string) => boolean =
  Host === undefined
    ? (bytes, at, text) => {
        const room = bytes.subarray(at, at + text.length + ASCII_SLACK)
        return new TextEncoder().encodeInto(text, room).written === text.length
      }
    : (bytes, at, text) =>
        (bytes as HostBuffer).utf8Write(text, at, text.length + ASCII_SLACK) === text.length

/** Writes UTF-16LE, two bytes for each code unit, so that lone surrogates survive. */
export const writeWide: (bytes: Uint8Array, at: number, text: string) => void =
  Host === undefined
    ? (bytes, at, text) => {
        for (let i = 0; i < text.length; i++) {
          const unit = text.charCodeAt(i)
          bytes[at++] = unit
          bytes[at++] = unit >> 8
        }
      }
    : (bytes, at, text) => {
        ;(bytes as HostBuffer).ucs2Write(text, at)
      }

/** Characters that `String.fromCharCode.apply` takes at once on every host. */
const APPLY = 8192

const fromUnits = (units: Uint8Array | Uint16Array): string => {
  let text = ''
  for (let i = 0; i < units.length; i += APPLY) {
    text += String.fromCharCode.apply(null, units.subarray(i, i + APPLY) as unknown as number[])
  }
  return text
}

/** A method of the host's buffers, usable on any `Uint8Array`. */
const slicer = (name: 'latin1Slice' | 'ucs2Slice') => {
  const slice = Host!.prototype[name]
  return (bytes: Uint8Array, start: number, end: number): string => slice.call(bytes, start, end)
}

export const readLatin1: (bytes: Uint8Array, start: number, end: number) => string =
  Host === undefined
    ? (bytes, start, end) => fromUnits(bytes.subarray(start, end))
    : slicer('latin1Slice')

export const readWide: (bytes: Uint8Array, start: number, end: number) => string =
  Host === undefined
    ? // A copy, because a Uint16Array cannot begin at an odd address.
      (bytes, start, end) =>
        fromUnits(new Uint16Array(new Uint8Array(bytes.subarray(start, end)).buffer))
    : slicer('ucs2Slice')

/** Whether this is the host's own kind of byte array, which must arrive as one. */
export const isHostBuffer: (value: unknown) => boolean =
  Host === undefined ? () => false : (value) => Host.isBuffer(value)

/** The same memory as the host's own kind of byte array, or as it is where there is none. */
export const hostBuffer: (bytes: Uint8Array) => Uint8Array =
  Host === undefined
    ? (bytes) => bytes
    : (bytes) => Host.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The host's own kind of byte array over fresh memory, or a plain one where it has none. */
export const copyToHostBuffer = (bytes: Uint8Array, start: number, end: number): Uint8Array => {
  const copy = allocate(end - start)
  copy.set(bytes.subarray(start, end))
  return copy
}
