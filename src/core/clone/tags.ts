/**
 * The layout of an encoded value: every first byte that the encoder writes and the decoder reads.
 * docs/protocol.md is generated from this file.
 *
 *   chunk   = flags body [tail] [number]
 *   flags   = u8 of Flag
 *   body    = [item] { FILL }         the value itself, then the parts that were put off
 *   tail    = { segment } bodyEnd     the text of the bundled strings, in order of use
 *   segment = u32 (characters << 1 | wide), bytes     Latin-1, or UTF-16LE when wide
 *   bodyEnd = u32                     where the body ends, counted from the flags
 *   number  = u32                     of the stream that further chunks belong to
 *
 * A value is one chunk. A large one may be several, of which only the first has an item.
 * Numbers are little-endian. A count, length or number is a LEB128 varint of at most five bytes.
 * Every container, date, pattern, buffer, view, error, boxed primitive and instance of a registered
 * class takes the next identity number of its value, before its parts; REF names one of them.
 */
export const Tag = {
  SMALL_INT: 0x00,
  SHORT_STRING: 0x80,
  INLINE_STRING: 0xa0,
  CLASS: 0xb0,
  LEAF: 0xb1,
  END: 0xb2,
  CUT: 0xb3,
  DEFERRED_ERROR: 0xb4,
  FILL: 0xb5,
  UNDEFINED: 0xc0,
  NULL: 0xc1,
  FALSE: 0xc2,
  TRUE: 0xc3,
  INT8: 0xc4,
  INT16: 0xc5,
  INT32: 0xc6,
  FLOAT64: 0xc7,
  STRING: 0xc8,
  LONG_STRING: 0xc9,
  BIGINT: 0xca,
  ARRAY: 0xcb,
  INT32_ARRAY: 0xcc,
  FLOAT64_ARRAY: 0xcd,
  SPARSE_ARRAY: 0xce,
  SHAPED_OBJECT: 0xcf,
  OBJECT: 0xd0,
  REF: 0xd1,
  DATE: 0xd2,
  REGEXP: 0xd3,
  MAP: 0xd4,
  SET: 0xd5,
  ARRAY_BUFFER: 0xd6,
  RESIZABLE_BUFFER: 0xd7,
  VIEW: 0xd8,
  BUFFER: 0xd9,
  ERROR: 0xda,
  BOXED: 0xdb,
  ATTACHMENT: 0xdc,
  LIVE: 0xdd,
  SHAPED_OBJECT_0: 0xe0,
} as const

/** What follows each tag, and what it means. */
export const tagLayouts: Readonly<
  Record<keyof typeof Tag, readonly [layout: string, meaning: string]>
> = {
  SMALL_INT: ['', '0x00 to 0x7f: the integers 0 to 127'],
  SHORT_STRING: ['', '0x80 to 0x9f: a bundled string of 0 to 31 characters'],
  INLINE_STRING: ['bytes', '0xa0 to 0xaf: an ASCII string of 0 to 15 characters'],
  CLASS: [
    'item (the name), item',
    'an instance of a registered class: what its `encode` returned, which holds no REF to the instance',
  ],
  LEAF: [
    'u8 Leaf [varint maximum]',
    'the next of the leaves that came before this chunk; a maximum when it is resizable',
  ],
  END: ['', 'in place of an item or key: the parts end here'],
  CUT: ['', 'in place of an item or key: the rest of the parts comes in a FILL'],
  DEFERRED_ERROR: ['u8 class [name, message]', 'an error whose parts come in a FILL'],
  FILL: [
    'varint identity, parts',
    'between the items of the body: parts of a container, as they would have stood behind its tag, its tag included',
  ],
  UNDEFINED: ['', '`undefined`'],
  NULL: ['', '`null`'],
  FALSE: ['', '`false`'],
  TRUE: ['', '`true`'],
  INT8: ['i8', 'an integer'],
  INT16: ['i16', 'an integer'],
  INT32: ['i32', 'an integer'],
  FLOAT64: ['f64', 'any other number, and -0'],
  STRING: ['varint length', 'a bundled string'],
  LONG_STRING: ['u32 (characters << 1 | wide), bytes', 'a string of its own'],
  BIGINT: ['u8 sign, varint count, u64 limbs from the lowest', 'a BigInt'],
  ARRAY: ['varint length, items', 'an array'],
  INT32_ARRAY: ['varint length, i32 each', 'an array of integers'],
  FLOAT64_ARRAY: ['varint length, f64 each', 'an array of numbers'],
  SPARSE_ARRAY: [
    'varint length, varint count, { key, item }',
    'an array with holes or further properties',
  ],
  SHAPED_OBJECT: ['varint shape, items', 'an object whose keys the connection knows'],
  OBJECT: ['varint count, { key, item }', 'an object'],
  REF: ['varint identity', 'what came before under that number'],
  DATE: ['f64', 'a date, in milliseconds or NaN'],
  REGEXP: ['item source, item flags, item lastIndex', 'a pattern'],
  MAP: ['{ item key, item value } END', 'a Map'],
  SET: ['{ item } END', 'a Set'],
  ARRAY_BUFFER: ['varint length, bytes', 'an ArrayBuffer'],
  RESIZABLE_BUFFER: ['varint length, varint maximum, bytes', 'a resizable ArrayBuffer'],
  VIEW: [
    'u8 type, varint offset, varint length in elements + 1 (0: it tracks its buffer), item buffer',
    'a typed array or DataView',
  ],
  BUFFER: ['varint length, bytes', 'a Node `Buffer`; a `Uint8Array` where there is no such class'],
  ERROR: ['u8 class [name, message], u8 ErrorPart, items in order of the bits', 'an error'],
  BOXED: ['item', 'a boxed primitive'],
  ATTACHMENT: ['varint index', 'one of the objects that travel beside this chunk'],
  LIVE: [
    'u8 kind, varint number, u8 LiveMethod, varint items, varint bytes',
    'an iterator, stream or observable, only as a whole value or argument: how to refer to it, and how far it may run ahead where the sender decides that',
  ],
  SHAPED_OBJECT_0: ['items', '0xe0 to 0xff: an object of the shapes 0 to 31'],
}

/** What a LEAF makes of its bytes. */
export const Leaf = { STRING: 0, ARRAY_BUFFER: 1, BUFFER: 2, RESIZABLE_BUFFER: 3 } as const
export type LeafKind = (typeof Leaf)[keyof typeof Leaf]

/** The parts of an error after its class: a mask of these, then an item each, lowest bit first. */
export const ErrorPart = {
  NAME: 1,
  MESSAGE: 2,
  STACK: 4,
  CAUSE: 8,
  ERRORS: 16,
  /** { key, item } END: the own enumerable properties. */
  PROPERTIES: 32,
} as const

/** Flags in the first byte of a chunk. */
export const Flag = {
  /** A tail follows the body. */
  TAIL: 1,
  /** Further chunks follow: the number of their stream ends this one. */
  MORE: 2,
  /** Identities matter: there is a REF, a CUT or a DEFERRED_ERROR, or further chunks. */
  REFS: 4,
  /** The sender has registered classes: instances of them may occur. */
  CLASSES: 8,
} as const

/** Bytes of a stream's number, at the end of a chunk that others follow. */
export const STREAM_NUMBER = 4

/** What the two sides agree never to pass. */
export const Limit = {
  /** Containers within containers before the encoder puts one off; the decoder allows a few more. */
  DEPTH: 200,
  /** The same within a property of an error that is tried first: it must leave no trace if it fails. */
  ATTEMPT: 16,
  /** Bytes after which a value that may be streamed goes on in another chunk; strings and buffers of so many travel as leaves. */
  CHUNK: 65_536,
  /** Bytes of a value that are encoded before anything else runs: so much is a snapshot. */
  SNAPSHOT: 1 << 20,
  /** Bytes of an item up to which it shares a frame with those beside it. */
  JOINED: 8192,
  /** Bytes of one frame with a piece of a leaf. */
  PIECE: 262_144,
  /** Numbers of one packed part of an array that is streamed. */
  PACKED: 8192,
  /** Characters of one segment of bundled strings: slices of it keep it alive. */
  SEGMENT: 8192,
  /** Strings longer than this stand for themselves. */
  BUNDLED_STRING: 4096,
  /** A short ASCII string stands inline, while few do. */
  INLINE_STRING: 12,
  INLINE_STRINGS: 8,
  /** Keys of one shape, shapes of one connection, and nodes of the encoder's tree of shapes. */
  SHAPE_KEYS: 64,
  SHAPES: 2048,
  SHAPE_NODES: 16_384,
  /** 64-bit limbs of a BigInt: beyond, both sides would need quadratic time. */
  BIGINT_LIMBS: 16_384,
  /** Bytes from which on a chunk's memory is given away with it, rather than copied and used again. */
  LARGE: 65_536,
  /** Bytes that all resizable buffers of one value may reserve beyond their length. */
  RESERVE: 1 << 28,
  /** Objects that travel beside one chunk: a frame counts them in a byte. */
  ATTACHMENTS: 255,
} as const
