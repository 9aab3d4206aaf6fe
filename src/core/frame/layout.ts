/**
 * The layout of the protocol, in one table. A connection carries frames, one behind the other:
 *
 *   frame = u16 mark | u8 kind | u8 attachments | u32 size | u32 id | u32 detail | value
 *
 * little-endian; `mark` is always the same, so that rubbish in the stream is seen at its first bytes;
 * `size` counts the value's bytes only, and a value of no bytes is `undefined`.
 * `attachments` counts the native objects that travel beside the bytes for this value. The worker
 * speaks first. A method is defined before the first call that names it, and shapes before
 * the first value that uses them.
 *
 * A large value is a stream: its frame holds only the first chunk, or none, and the number of the
 * stream; `chunk` frames bring the rest. The leaves of a chunk, which are long strings and large
 * buffers, come before it in pieces. Frames of other values may stand between all of these. The
 * frame counts as come when its value is complete.
 */
interface FrameLayout {
  readonly kind: number
  /** Who sends it. */
  readonly from: 'caller' | 'worker' | 'both'
  readonly id: string
  readonly detail: string
  readonly value: string
}

export const frames = {
  hello: {
    kind: 1,
    from: 'worker',
    id: 'version of the protocol',
    detail: 'the magic number',
    value: 'none',
  },
  shapes: {
    kind: 2,
    from: 'both',
    id: 'number of the first shape',
    detail: '0',
    value: 'a list of lists of keys',
  },
  method: {
    kind: 3,
    from: 'caller',
    id: 'number of the method',
    detail: '0',
    value: 'the specifier of its module and the name of the export; null only loads the module',
  },
  call: {
    kind: 4,
    from: 'caller',
    id: 'number of the call',
    detail: 'number of the method',
    value: 'the list of arguments',
  },
  result: {
    kind: 5,
    from: 'worker',
    id: 'number of the call',
    detail: '0',
    value: 'what the function returned',
  },
  error: {
    kind: 6,
    from: 'worker',
    id: 'number of the call',
    detail: '0',
    value: 'what the function threw',
  },
  loadError: {
    kind: 7,
    from: 'worker',
    id: 'number of the call',
    detail: '0',
    value: 'what loading the module threw',
  },
  lastWords: {
    kind: 8,
    from: 'worker',
    id: 'number of the guilty call, or 0 when none is known',
    detail: '0 for an error, 1 for an exit',
    value: 'the error that ends the process',
  },
  chunk: {
    kind: 9,
    from: 'both',
    id: 'number of the stream',
    detail: '0',
    value: 'the next chunk of a value',
  },
  bytes: {
    kind: 10,
    from: 'both',
    id: 'number of the stream',
    detail: 'how many bytes of the leaf had not come before',
    value: 'not an encoded value but bytes of a leaf of the next chunk',
  },
  latin1: {
    kind: 11,
    from: 'both',
    id: 'number of the stream',
    detail: 'how many characters of the leaf had not come before',
    value: 'not an encoded value but characters of a leaf, a byte each',
  },
  utf16: {
    kind: 12,
    from: 'both',
    id: 'number of the stream',
    detail: 'how many characters of the leaf had not come before',
    value: 'not an encoded value but characters of a leaf, UTF-16LE',
  },
  abort: {
    kind: 13,
    from: 'both',
    id: 'number of the stream',
    detail: '0',
    value: 'none: the stream ends without its rest, and the frame that began it never was',
  },
} as const satisfies Record<string, FrameLayout>

type FrameName = keyof typeof frames

/** The kind of each frame by its name. */
export const FrameKind = Object.fromEntries(
  Object.entries(frames).map(([name, { kind }]) => [name, kind]),
) as { readonly [name in FrameName]: (typeof frames)[name]['kind'] }
export type FrameKind = (typeof FrameKind)[FrameName]

/** The detail of last words that tell of an exit. */
export const EXIT = 1

/** "ivk" and a line feed: no text that a program prints by mistake begins a connection like this. */
export const MAGIC = 0x0a6b7669
export const VERSION = 2

/** No two bytes of text. */
export const MARK = 0xf1a9

export const HEADER_SIZE = 16
export const Offset = { MARK: 0, KIND: 2, ATTACHMENTS: 3, SIZE: 4, ID: 8, DETAIL: 12 } as const

/** The largest value in one frame. */
export const MAX_VALUE_SIZE = 0xffffffff
