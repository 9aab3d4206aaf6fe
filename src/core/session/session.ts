// Hot: bench/pool.
import { Decoder } from '../clone/decoder.js'
import { Encoder, type Encoded } from '../clone/encoder.js'
import { Shapes } from '../clone/shapes.js'
import { attachNothing } from '../clone/unsendable.js'
import { ProtocolError } from '../errors.js'
import { FrameKind, MAX_VALUE_SIZE } from '../frame/layout.js'
import { FrameReader } from '../frame/reader.js'
import { FrameWriter } from '../frame/writer.js'
import type { CloseReason, Connection, Packet, Receiver } from '../transport.js'

/** Taken at the start: the user's code may replace it, as fake clocks do. */
const defer = queueMicrotask

const NO_BYTES: Uint8Array = new Uint8Array(0)

/** What one side of a session does with what the other side says. */
export interface Role {
  /**
   * Takes a frame, except those that the session needs itself. `Session.read` gives its value, only
   * until this returns.
   * @throws ProtocolError for a frame that is out of place
   */
  frame(kind: number, id: number, detail: number): void
  /** The connection takes frames again. */
  drained(): void
  /** The peer reads no more. */
  ending(): void
  /** Exactly once, and last. */
  closed(reason: CloseReason): void
}

/**
 * Our protocol over one connection, the same at both ends: frames out in one packet per tick, frames
 * in, and the shapes that the peer must know before a value.
 */
export class Session implements Receiver {
  private readonly connection: Connection
  private readonly shapes: Shapes
  private readonly encoder: Encoder
  private readonly role: Role
  private readonly writer = new FrameWriter()
  private readonly reader: FrameReader
  private readonly decoder = new Decoder()
  private told = 0
  private scheduled = false
  private congested = false
  private ended = false
  private fault: unknown
  private bytes = NO_BYTES
  private start = 0
  private end = 0
  private attachments: readonly unknown[] = []

  constructor(connection: Connection, shapes: Shapes, encoder: Encoder, role: Role) {
    this.connection = connection
    this.shapes = shapes
    this.encoder = encoder
    this.role = role
    this.reader = new FrameReader(
      MAX_VALUE_SIZE,
      (kind, id, detail, bytes, start, end, attached) => {
        this.bytes = bytes
        this.start = start
        this.end = end
        this.attachments = attached
        if (kind === FrameKind.shapes) this.learn(id)
        else this.role.frame(kind, id, detail)
        // A large value must not be kept alive by the last frame.
        this.bytes = NO_BYTES
      },
    )
  }

  /** Writes a frame with a value that is encoded already, to leave at the end of this tick. */
  send(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    if (this.ended) return
    if (value === undefined) {
      this.writer.write(kind, id, detail)
    } else {
      if (value.shapes > this.told) this.tell(value)
      this.writer.write(kind, id, detail, value.bytes, value.length, value.attachments)
    }
    if (!this.scheduled) {
      this.scheduled = true
      defer(this.flush)
    }
  }

  /**
   * Encodes a value and writes a frame with it.
   * @throws TypeError with a `path`, for what cannot be sent: then nothing is written
   */
  sendValue(kind: FrameKind, id: number, detail: number, value: unknown, path: string): void {
    this.send(kind, id, detail, value === undefined ? undefined : this.encoder.encode(value, path))
  }

  /** Hands all frames to the connection now, unless it asked to wait. */
  readonly flush = (): void => {
    this.scheduled = false
    if (this.ended) return
    while (!this.congested) {
      const packet = this.writer.next()
      if (packet === undefined) return
      this.congested = !this.connection.send(packet)
    }
  }

  /** Hands all frames to the connection; whether it has really sent them all. */
  settled(): boolean {
    this.flush()
    return !this.congested
  }

  /** Hands all frames to the connection and waits until they outlive this process. */
  flushSync(): void {
    if (this.ended) return
    for (let packet = this.writer.next(); packet !== undefined; packet = this.writer.next()) {
      this.connection.send(packet)
    }
    this.connection.flushSync?.()
  }

  /** The value of the frame at hand. */
  read(): unknown {
    if (this.start === this.end) return undefined
    return this.decoder.decode(this.bytes, this.start, this.end, this.attachments)
  }

  /** Delivers what was written, then ends the session. */
  close(): void {
    this.flush()
    this.connection.close()
  }

  /** Ends the session and the peer at once. */
  kill(): void {
    this.reader.stop()
    this.connection.kill()
  }

  hold(keep: boolean): void {
    this.connection.hold(keep)
  }

  packet(packet: Packet): void {
    try {
      this.reader.push(packet)
    } catch (error) {
      // One frame that is out of place leaves no way to know where the next one begins.
      this.fault = error
      this.kill()
    }
  }

  drained(): void {
    this.congested = false
    if (this.settled()) this.role.drained()
  }

  ending(): void {
    this.role.ending()
  }

  closed(reason: CloseReason): void {
    this.ended = true
    this.reader.stop()
    this.role.closed(this.fault === undefined ? reason : { kind: 'failed', error: this.fault })
  }

  /** Tells the peer all shapes up to the last that a value uses. The value's bytes stay as they are. */
  private tell(value: Encoded): void {
    const keys = this.shapes.keys.slice(this.told, value.shapes)
    // Not with the encoder at hand, which holds the value.
    const lists = new Encoder(new Shapes(), attachNothing).encode(keys, 'shapes')
    this.writer.write(FrameKind.shapes, this.told, 0, lists.bytes, lists.length)
    this.told = value.shapes
  }

  private learn(first: number): void {
    if (first !== this.decoder.shapeCount) {
      throw new ProtocolError('shapes out of order', this.start)
    }
    this.decoder.learn(this.read())
  }
}
