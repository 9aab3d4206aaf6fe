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
 *
 * An iterator or observable stays where it is: a value holds its number (LIVE), which is its owner's. Who
 * got it says `next`, `return`, `throw` or `pull`, or `subscribe` and `drop`; the owner says the rest.
 * Frames for a number that is at its end count for nothing. Items of a stream that are small stand in one
 * `items` frame while nothing else comes between them; a large one may be complete only after those
 * behind it, which is why each says its position.
 */
interface FrameLayout {
  readonly kind: number
  /** Who sends it. */
  readonly from: 'caller' | 'worker' | 'both'
  readonly id: string
  readonly detail: string
  readonly value: string
}

const SPAN =
  'how long the function ran (span): bits 0 to 23 in microseconds, or in milliseconds where bit 24 is set; above them the share of that in which it used the processor, in 127ths; 0 when it did not run'

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
    value:
      'the specifier of its module, the name of the export (null only loads the module), and a list of the specifiers of what must be loaded before it',
  },
  call: {
    kind: 4,
    from: 'caller',
    id: 'number of the call',
    detail: 'number of the method; its highest bit set when the caller wants to hear `started`',
    value: 'the list of arguments',
  },
  result: {
    kind: 5,
    from: 'worker',
    id: 'number of the call',
    detail: SPAN,
    value: 'what the function returned',
  },
  error: {
    kind: 6,
    from: 'worker',
    id: 'number of the call',
    detail: SPAN,
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
    id: 'number of the guilty call; 0 when none is known, and the highest of all when it is one of another caller',
    detail:
      'number of the method that the error escaped from, or 0; its highest bit set when the process ends itself without one',
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
  started: {
    kind: 14,
    from: 'worker',
    id: 'number of the call',
    detail: '0',
    value:
      'none: its function begins now. Only where the caller asked for it: then a call of which it was not said has not begun',
  },
  cancel: {
    kind: 15,
    from: 'caller',
    id: 'number of the call',
    detail: '0',
    value: 'why nobody wants its outcome any more, nor its living results',
  },
  next: {
    kind: 16,
    from: 'both',
    id: 'number of the iterator',
    detail:
      'number of the request, from 1; its highest bit set when its answer has its place in the stream',
    value: 'what `next` is called with',
  },
  return: {
    kind: 17,
    from: 'both',
    id: 'number of the iterator',
    detail: 'number of the request',
    value: 'what `return` is called with',
  },
  throw: {
    kind: 18,
    from: 'both',
    id: 'number of the iterator',
    detail: 'number of the request',
    value: 'what `throw` is called with',
  },
  pull: {
    kind: 19,
    from: 'both',
    id: 'number of the iterator',
    detail: 'how many more items may come',
    value: 'the first time, how many bytes of items may be ahead; then none: so many were consumed',
  },
  subscribe: {
    kind: 20,
    from: 'both',
    id: 'number of the observable',
    detail: 'number of the subscription, its highest bit set: its events are a stream',
    value: 'none',
  },
  drop: {
    kind: 21,
    from: 'both',
    id: 'number of an iterator, an observable or a subscription',
    detail: '0',
    value: 'none: nobody wants to hear of it any more',
  },
  answer: {
    kind: 22,
    from: 'both',
    id: 'number of the iterator',
    detail: 'number of the request',
    value: 'what it yielded',
  },
  done: {
    kind: 23,
    from: 'both',
    id: 'number of the iterator, which is at its end',
    detail: 'number of the request',
    value: 'what it returned',
  },
  fail: {
    kind: 24,
    from: 'both',
    id: 'number of the iterator, which is at its end',
    detail: 'number of the request',
    value: 'what it threw',
  },
  items: {
    kind: 25,
    from: 'both',
    id: 'number of the iterator or subscription',
    detail: 'position of the first in the stream, from 0',
    value: 'several values: the size of each as a u32, then its only chunk',
  },
  item: {
    kind: 26,
    from: 'both',
    id: 'number of the iterator or subscription',
    detail: 'position in the stream',
    value: 'one value, which may be large',
  },
  end: {
    kind: 27,
    from: 'both',
    id: 'number of the iterator or subscription',
    detail: 'position in the stream',
    value: 'what the iterator returned; the stream is complete',
  },
  broken: {
    kind: 28,
    from: 'both',
    id: 'number of the iterator or subscription',
    detail: 'position in the stream',
    value: 'what ended the stream',
  },
  released: {
    kind: 29,
    from: 'worker',
    id: 'number of a cancelled call',
    detail: '0',
    value: 'none: nothing of it is left, neither its function nor its living results',
  },
  skip: {
    kind: 30,
    from: 'both',
    id: 'number of the iterator',
    detail: 'number of a request whose value could not be sent to its end',
    value: 'none: it never comes',
  },
  measure: {
    kind: 31,
    from: 'caller',
    id: '0',
    detail: '0',
    value: 'none: how much memory does the worker hold?',
  },
  memory: {
    kind: 32,
    from: 'worker',
    id: '0',
    detail: 'the memory that the worker holds, in KiB; 0 where that cannot be known',
    value: 'none',
  },
  occupied: {
    kind: 37,
    from: 'worker',
    id: '1 when other callers use the worker, 0 when it is free again',
    detail: '0',
    value:
      'none. Once it was said, `started` is said of every call: those of which it was not have not begun',
  },
  setup: {
    kind: 33,
    from: 'caller',
    id: 'how many calls run at a time; those behind them wait in the worker, in their order',
    detail: 'number of the worker in its pool',
    value:
      'none, or how modules are loaded: a list of the specifiers that come first; a list of rules, each a pattern, the kind of a loader and its options as JSON; the patterns of what is allowed, or undefined. A pattern is a string, or a regular expression',
  },
  withdraw: {
    kind: 34,
    from: 'caller',
    id: 'number of a call that another worker may make sooner, unless it has begun',
    detail: '0',
    value: 'none',
  },
  prepared: {
    kind: 36,
    from: 'worker',
    id: '0',
    detail: '0',
    value: 'none: what is to be loaded first is, or cannot be. Only where there is such a thing',
  },
  withdrawn: {
    kind: 35,
    from: 'worker',
    id: 'number of a call that the caller wanted back: it had not begun, and never will here',
    detail: '0',
    value: 'none',
  },
} as const satisfies Record<string, FrameLayout>

type FrameName = keyof typeof frames

/** The kind of each frame by its name. */
export const FrameKind = Object.fromEntries(
  Object.entries(frames).map(([name, { kind }]) => [name, kind]),
) as { readonly [name in FrameName]: (typeof frames)[name]['kind'] }
export type FrameKind = (typeof FrameKind)[FrameName]

/** The highest bit of a number: of a call that asks for `started`, of an exit, and of every subscription. */
export const HIGH_BIT = 0x80000000

/** The number of no call: what another caller of the same worker has sent. */
export const ELSEWHERE = 0xffffffff

/** "ivk" and a line feed: no text that a program prints by mistake begins a connection like this. */
export const MAGIC = 0x0a6b7669
export const VERSION = 6

/** No two bytes of text. */
export const MARK = 0xf1a9

export const HEADER_SIZE = 16
export const Offset = { MARK: 0, KIND: 2, ATTACHMENTS: 3, SIZE: 4, ID: 8, DETAIL: 12 } as const

/** Bytes before each value of an `items` frame: its size. */
export const ITEM_HEADER = 4

/** The largest value in one frame. */
export const MAX_VALUE_SIZE = 0xffffffff
