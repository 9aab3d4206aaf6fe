/**
 * The language between the pool and every way to reach a worker. A transport moves packets and
 * tells how a link ended; it knows nothing of frames, calls or values.
 */
import type { Reclaimed, Travel } from './attachments.js'
import type { Permissions } from './permissions.js'

/** Bytes to deliver in order, with the native objects they refer to by index. */
export interface Packet {
  /**
   * Any run of bytes: the receiver cuts it into frames. Whoever sends gives the bytes away for good;
   * whoever receives may read them only until `Receiver.packet` returns.
   */
  readonly bytes: Uint8Array
  /**
   * Delivered in order, though perhaps in other packets than their bytes, which may be empty: who receives
   * waits. To be sent, one may be a `Kept` or a `Lent`; a `Lost` arrives for one that could not be sent.
   */
  readonly attachments: readonly unknown[]
  /**
   * The bytes stay somebody else's, who may change them as soon as `send` returns: what is kept of them for longer is
   * copied. Only sent to a connection that `borrows`, and without objects.
   */
  readonly lent?: true
}

/** Why a link ended. Last words are ordinary packets, delivered before. */
export type CloseReason = Ended & Leftover

/** What the link may know besides. */
interface Leftover {
  /** The peer has certainly not read the last bytes that were sent to it. */
  readonly unread?: true
}

type Ended =
  /** One of the two sides closed it. */
  | { readonly kind: 'closed' }
  /** `kill` was called on this side. */
  | { readonly kind: 'killed' }
  /** The worker's process ended by itself or was ended from outside. */
  | {
      readonly kind: 'exited'
      readonly code: number | null
      readonly signal: string | null
      /** The last lines that the worker wrote to its standard error, where they are known. */
      readonly stderr: string
    }
  /** The link could not be made, or broke. */
  | { readonly kind: 'failed'; readonly error: unknown }

/** Where a connection delivers. Never called from inside `send`, `close` or `kill`. */
export interface Receiver {
  packet(packet: Packet): void
  /** There is room again after a `send` that returned `false`. */
  drained(): void
  /**
   * The peer reads no more: what is sent from now on is lost. Optional to tell and to hear; `closed`
   * follows.
   */
  ending?(): void
  /**
   * The peer is there, but is busy with what others want of it, and has not spoken yet: however long that
   * takes, it is no failed start. Optional to tell and to hear.
   */
  delayed?(): void
  /** Exactly once, and last. During it, but no later, `reclaim` and `discard` may be called. */
  closed(reason: CloseReason): void
}

/** One ordered two-way link to one peer. Every method does nothing after `closed`. */
export interface Connection {
  /** Takes ownership of the packet; `false` asks the caller to wait for `drained`. */
  send(packet: Packet): boolean
  /**
   * Blocks until all queued bytes outlive this process. Only for a process that is ending. Absent where
   * the platform cannot.
   */
  flushSync?(): void
  /**
   * A packet costs much more than the bytes in it, and several are not received together: what nobody is in a hurry
   * for is worth to be collected.
   */
  readonly arePacketsDear?: boolean
  /** Takes packets that are `lent`, which saves a copy of large values. Others are given bytes of their own. */
  readonly borrows?: boolean
  /**
   * Delivers nothing for so many milliseconds, so that more of it comes at a time: to be woken for each packet would cost both
   * sides more than what is in it. How a link ends is told all the same. Absent where that saves nothing.
   */
  snooze?(milliseconds: number): void
  /** Whether this link keeps the host process alive. It does until told otherwise. */
  hold(keep: boolean): void
  /** An object that has come is used from now on; before, it takes nothing in. */
  accept?(attachment: unknown): void
  /** Closes an object that has come, or one that was lent and that the peer uses by now. */
  discard?(attachment: unknown): void
  /** Takes back an object that was lent or kept. */
  reclaim?(attachment: unknown): Reclaimed
  /** Delivers what was queued, then ends the link. */
  close(): void
  /** Ends the peer at once where it is ours to end, and drops what was queued. */
  kill(): void
}

/** Called with each new link, before its first packet. */
export type Accept = (connection: Connection) => Receiver

/** How a worker is to be started. A transport that cannot honour a field fails the start. */
export interface WorkerSpec {
  /** The worker's number in its pool, from 1. */
  readonly id: number
  /** The whole environment of the worker; the parent's when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The worker's working directory; the parent's when absent. */
  readonly cwd?: string
  /** Flags for the worker's runtime; the parent's, without its debugger's, when absent. */
  readonly execArgv?: readonly string[]
  /** What the worker may do; everything when absent. */
  readonly permissions?: Permissions
}

/** A way to start or reach workers. Holds no state of a pool: one serves any number of them. */
export interface Transport {
  readonly name: string
  /** The default limit of a pool on it. */
  readonly parallelism: number
  /** Whether this object may travel beside the bytes, and whether it is gone afterwards. */
  attach(value: unknown): Travel
  /**
   * Starts or dials one worker. Calls `accept` once before it returns, though the link may not be up
   * yet. Never throws: a failed start is `closed({ kind: 'failed' })`.
   */
  open(spec: WorkerSpec, accept: Accept): void
  /**
   * Looks at how the workers of a pool are to be started, when it is made and they are to have `permissions`. Absent where
   * workers cannot be restricted: such a pool is refused.
   * @throws TypeError that names what cannot be honoured
   */
  checkPermissions?(spec: Omit<WorkerSpec, 'id'>): void
  /**
   * The same, but with workers that nobody else has. Absent where that is so anyway.
   * @param name what they are for
   */
  apart?(name: string): Transport
  /** Two attachable ends of a direct link between workers. */
  pair?(): readonly [unknown, unknown]
  /** Turns one end of a pair into a link. */
  adopt?(end: unknown, accept: Accept): void
}
