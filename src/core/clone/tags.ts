/**
 * The layout of an encoded value: every first byte that the encoder writes and the decoder reads.
 *
 *   value  = flags body [tail]
 *   flags  = u8, bit 0: a tail follows the body
 *   body   = item { FILL }           the value itself, then what was put off (see DEFER)
 *   tail   = { segment } bodyEnd     the text of the bundled strings, in order of use
 *   segment = u32 (characters << 1 | wide), bytes    Latin-1, or UTF-16LE when wide
 *   bodyEnd = u32                    where the body ends, counted from the flags
 *
 * Numbers are little-endian. A count, length or number is a LEB128 varint of at most five bytes.
 * Every container, date, pattern, buffer, view, error and boxed primitive takes the next identity
 * number of its value, before its parts; REF names one of them.
 */
export const Tag = {
  /** 0x00 to 0x7f: the integers 0 to 127. */
  SMALL_INT: 0x00,
  /** 0x80 to 0x9f: a bundled string of 0 to 31 characters. */
  SHORT_STRING: 0x80,
  /** 0xa0 to 0xbf: an ASCII string of 0 to 31 characters, its bytes right here. */
  INLINE_STRING: 0xa0,
  UNDEFINED: 0xc0,
  NULL: 0xc1,
  FALSE: 0xc2,
  TRUE: 0xc3,
  INT8: 0xc4,
  INT16: 0xc5,
  INT32: 0xc6,
  FLOAT64: 0xc7,
  /** A bundled string: varint length. */
  STRING: 0xc8,
  /** A string of its own: u32 (characters << 1 | wide), bytes. */
  LONG_STRING: 0xc9,
  /** u8 sign, varint count of 64-bit limbs, the limbs from the lowest. */
  BIGINT: 0xca,
  /** varint count, items. */
  ARRAY: 0xcb,
  /** varint count, i32 each. */
  INT32_ARRAY: 0xcc,
  /** varint count, f64 each. */
  FLOAT64_ARRAY: 0xcd,
  /** An array with holes or further properties: varint length, varint count, { key, item }. */
  SPARSE_ARRAY: 0xce,
  /** An object of a shape that the connection knows: varint shape, its values. */
  SHAPED_OBJECT: 0xcf,
  /** varint count, { key, item }. */
  OBJECT: 0xd0,
  /** varint identity. */
  REF: 0xd1,
  /** f64 milliseconds, or NaN. */
  DATE: 0xd2,
  /** Source, flags, lastIndex: three items. */
  REGEXP: 0xd3,
  /** varint count, { key, item }. */
  MAP: 0xd4,
  /** varint count, items. */
  SET: 0xd5,
  /** varint length, bytes. */
  ARRAY_BUFFER: 0xd6,
  /** varint length, varint maximum length, bytes. */
  RESIZABLE_BUFFER: 0xd7,
  /** u8 type, varint offset, varint length in elements (+ 1; 0 when it tracks the buffer), buffer item. */
  VIEW: 0xd8,
  /** A Node Buffer: varint length, bytes. */
  BUFFER: 0xd9,
  /** u8 class, then the parts of an error (see ErrorPart). */
  ERROR: 0xda,
  /** A boxed primitive: its value as an item. */
  BOXED: 0xdb,
  /** varint index among the attachments of the packet. */
  ATTACHMENT: 0xdc,
  /** u8 Deferred kind (an error: u8 class too): the container exists, its parts come in a FILL. */
  DEFER: 0xdd,
  /** Between items of the body: varint identity, then the parts as they would have stood. */
  FILL: 0xde,
  /** 0xe0 to 0xff: an object of the shapes 0 to 31. */
  SHAPED_OBJECT_0: 0xe0,
} as const

/** Which container a DEFER makes. */
export const Deferred = { OBJECT: 0, ARRAY: 1, MAP: 2, SET: 3, ERROR: 4 } as const
export type DeferredKind = (typeof Deferred)[keyof typeof Deferred]

/** The parts of an error after its class: a u8 mask of these, then an item each, lowest bit first. */
export const ErrorPart = {
  NAME: 1,
  MESSAGE: 2,
  STACK: 4,
  CAUSE: 8,
  ERRORS: 16,
  /** varint count, { key, item }: the own enumerable properties. */
  PROPERTIES: 32,
} as const

/** Flags in the first byte of a value. */
export const Flag = { TAIL: 1 } as const

/** What the two sides agree never to pass. */
export const Limit = {
  /** Containers within containers before the encoder puts one off; the decoder allows a few more. */
  DEPTH: 200,
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
  SHAPE_NODES: 16384,
  /** 64-bit limbs of a BigInt: beyond, both sides would need quadratic time. */
  BIGINT_LIMBS: 16384,
  /** Bytes from which on a value's memory is given away with it, rather than copied and used again. */
  LARGE: 65536,
  /** Objects that travel beside one value: a frame counts them in a byte. */
  ATTACHMENTS: 255,
} as const
