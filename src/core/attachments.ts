/** Native objects that travel beside the bytes: sockets, servers, ports. */

/**
 * How an object may travel: as a copy, or so that it is gone afterwards. `'refused'`: not at all, and it
 * would be nothing without what it stands for. `false`: it is a value like others.
 */
export type Travel = 'copy' | 'move' | 'refused' | false

/** An object that stays open, and in use, where it is sent from. */
export class Kept {
  readonly value: object

  constructor(value: object) {
    this.value = value
  }
}

/**
 * An object that stays open where it is sent from until `Connection.discard`, but is not used there any
 * more: it may be taken back as it was.
 */
export class Lent {
  readonly value: object

  constructor(value: object) {
    this.value = value
  }
}

/** Stands for an object that could not be sent any more when its turn came. */
export class Lost {
  readonly reason: Error

  constructor(reason: Error) {
    this.reason = reason
  }
}

/** What became of an object that was sent and is taken back: it is as it was, and the peer may have had it or not. */
export type Reclaimed = 'lost' | 'returned' | 'unseen'

/** Which of the objects in a value stay open where they are sent from; where it is said, the others are lent. */
export type KeepOpen = true | readonly unknown[] | undefined

/** None of them. */
export const KEEP_NONE: readonly unknown[] = []

const KEPT: unique symbol = Symbol.for('invoke.kept') as never
const TRANSFERRED: unique symbol = Symbol.for('invoke.transferred') as never

/** What all copies of the library in one realm have marked: a worker's entry has one of its own. */
const marked = (mark: typeof KEPT | typeof TRANSFERRED): WeakSet<object> => {
  const host = globalThis as { [KEPT]?: WeakSet<object>; [TRANSFERRED]?: WeakSet<object> }
  if (host[mark] === undefined) Object.defineProperty(host, mark, { value: new WeakSet<object>() })
  return host[mark] as WeakSet<object>
}

/**
 * Marks a socket or server, so that it stays open here when it is sent to another process, as the result of
 * a function for example. Gives it back.
 */
export const keep = <T extends object>(value: T): T => {
  marked(KEPT).add(value)
  return value
}

/**
 * Marks a buffer, the buffer of a view, or another object that could be copied, so that it is moved when it is sent and
 * nothing is left of it here. Where memory cannot be moved, as between processes, it is copied all the same. Gives it back.
 */
export const transfer = <T extends object>(value: T): T => {
  marked(TRANSFERRED).add(ArrayBuffer.isView(value) ? value.buffer : value)
  return value
}

/** Whether an object is to be moved although it could be copied. */
export const isTransferred = (value: object): boolean => marked(TRANSFERRED).has(value)

/** What stands beside the bytes for an object. */
export const attachmentOf = (value: object, keepOpen: KeepOpen): unknown => {
  if (keepOpen === true || keepOpen?.includes(value) === true || marked(KEPT).has(value)) {
    return new Kept(value)
  }
  return keepOpen === undefined ? value : new Lent(value)
}

/** The object itself. */
export const objectOf = (attachment: unknown): unknown =>
  attachment instanceof Kept || attachment instanceof Lent ? attachment.value : attachment
