import { noSnapshot, type Snapshot } from '../async-context.js'
import { Kept, type Reclaimed } from '../attachments.js'
import type { Encoded } from '../clone/encoded.js'
import type { Encoder } from '../clone/encoder.js'
import type { Shapes } from '../clone/shapes.js'
import type { FrameKind } from '../frame/layout.js'
import type { CloseReason, Connection, Packet, Receiver } from '../transport.js'
import { Inbox, type InboxOwner } from './inbox.js'
import { Outbox, type OutboxOwner } from './outbox.js'

/** What one side of a session does with what the other side says. */
export interface Role extends OutboxOwner, Omit<InboxOwner, 'failed' | 'discard'> {
  /** The peer reads no more. */
  ending(): void
  /** The peer is busy with something else, and has not spoken yet. */
  delayed?(): void
  /** Exactly once, and last. */
  closed(reason: CloseReason): void
}

/** Our protocol over one connection, the same at both ends. */
export class Session implements Receiver {
  /** Holds on to the context at hand. */
  readonly snapshot: Snapshot
  private readonly connection: Connection
  private readonly role: Role
  private readonly outbox: Outbox
  private readonly inbox: Inbox
  private fault: unknown

  constructor(
    connection: Connection,
    shapes: Shapes,
    encoder: Encoder,
    role: Role,
    snapshot: Snapshot = noSnapshot,
  ) {
    this.snapshot = snapshot
    this.connection = connection
    this.role = role
    this.outbox = new Outbox(connection, shapes, encoder, role, snapshot)
    this.inbox = new Inbox(encoder.classes, {
      frame: (kind, id, detail) => role.frame(kind, id, detail),
      before: (kind, id, detail) => role.before(kind, id, detail),
      dropped: (kind, id) => role.dropped(kind, id),
      discard: (attachment) => connection.discard?.(attachment),
      failed: (fault) => {
        this.fault = fault
        this.inbox.stop()
        this.kill()
      },
    })
  }

  /** Writes a frame with a value that is encoded already, to leave at the end of this tick. */
  send(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    this.outbox.send(kind, id, detail, value)
  }

  /** The same for a frame that nobody is in a hurry for: where packets are dear, it leaves a little later. */
  sendLate(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    if (this.connection.arePacketsDear === true) this.outbox.sendLate(kind, id, detail, value)
    else this.outbox.send(kind, id, detail, value)
  }

  /**
   * Encodes a value and writes a frame with it; see `Outbox.sendValue`.
   * @throws TypeError with a `path`, for what cannot be sent: then the frame was never sent
   */
  sendValue(kind: FrameKind, id: number, detail: number, value: unknown, path: string): void {
    this.outbox.sendValue(kind, id, detail, value, path)
  }

  /** Stops to send a large value; gives whether its end had not been sent yet: then it never was. */
  withdraw(kind: FrameKind, id: number): boolean {
    return this.outbox.withdraw(kind, id)
  }

  /**
   * Writes an item of a stream; gives its size in bytes. See `Outbox.item`.
   * @throws TypeError with a `path`, for what cannot be sent: then nothing was sent
   */
  sendItem(id: number, position: number, value: unknown): number {
    return this.outbox.item(id, position, value)
  }

  /** Whether the end of a large value has not been sent yet. */
  isLeaving(kind: FrameKind, id: number): boolean {
    return this.outbox.isLeaving(kind, id)
  }

  /** The number of the call whose frame was the last to be sent; 0 when that was another frame. */
  get lastCall(): number {
    return this.outbox.lastCall
  }

  /** Whether the connection asked to wait. */
  get congested(): boolean {
    return this.outbox.isCongested
  }

  /** Hands all frames to the connection now, unless it asked to wait. */
  flush(): void {
    this.outbox.flush()
  }

  /** Hands all frames to the connection; whether it has really sent them all, but for very large values. */
  settled(): boolean {
    return this.outbox.settled()
  }

  /** Hands everything to the connection and waits until it outlives this process. */
  flushSync(): void {
    this.outbox.flushSync()
  }

  /**
   * The value of the frame at hand.
   * @throws ProtocolError; Undecodable when it is no fault of the peer's that it cannot be read
   */
  read(): unknown {
    const value = this.inbox.read()
    this.accept(this.attachments)
    return value
  }

  /**
   * The same, but the objects that came with it are not used before `accept`.
   * @throws as `read`
   */
  readHeld(): unknown {
    return this.inbox.read()
  }

  /** The objects that came with the frame at hand. */
  get attachments(): readonly unknown[] {
    return this.inbox.attachments
  }

  accept(attachments: readonly unknown[]): void {
    for (const attachment of attachments) this.connection.accept?.(attachment)
  }

  /**
   * The values of the frame at hand, when it has several.
   * @throws as `read`
   */
  readItems(take: (value: unknown) => void): void {
    this.inbox.readItems(take)
  }

  /** Nobody gets the objects that came with the frame at hand. */
  ignore(): void {
    this.inbox.ignore()
  }

  /** The peer has these objects by now: they are closed here, but for those that stay open. */
  release(attachments: readonly unknown[]): void {
    for (const attachment of attachments) {
      if (!(attachment instanceof Kept)) this.connection.discard?.(attachment)
    }
  }

  /** Takes back objects that were sent: what became of them all. */
  reclaim(attachments: readonly unknown[]): Reclaimed {
    const each = attachments.map((attachment) => this.connection.reclaim?.(attachment) ?? 'lost')
    if (each.includes('lost')) return 'lost'
    // A frame that has not got one of its objects was not read.
    return each.includes('unseen') ? 'unseen' : 'returned'
  }

  /** Delivers what was written, then ends the session. */
  close(): void {
    this.flush()
    this.connection.close()
  }

  /** Ends the peer at once. What it said before still counts: it tells which calls have begun. */
  kill(): void {
    this.connection.kill()
  }

  snooze(milliseconds: number): void {
    this.connection.snooze?.(milliseconds)
  }

  hold(keep: boolean): void {
    this.connection.hold(keep)
  }

  packet(packet: Packet): void {
    this.inbox.push(packet)
  }

  drained(): void {
    this.outbox.drained()
  }

  ending(): void {
    this.role.ending()
  }

  delayed(): void {
    this.role.delayed?.()
  }

  closed(reason: CloseReason): void {
    this.inbox.finish()
    this.inbox.stop()
    const told: CloseReason =
      this.fault === undefined ? reason : { kind: 'failed', error: this.fault }
    const unread = reason.unread === true || !this.outbox.isSent
    this.role.closed(unread ? { ...told, unread } : told)
    // Afterwards: what had not left to its end tells what has become of a call.
    this.outbox.end()
  }
}
