// Hot: bench/pool.
import { Decoder } from '../clone/decoder.js'
import type { Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import { Incoming } from '../clone/incoming.js'
import { Shapes } from '../clone/shapes.js'
import { Flag } from '../clone/tags.js'
import { Undecodable } from '../clone/value-reader.js'
import { attachNothing } from '../clone/unsendable.js'
import { ProtocolError } from '../errors.js'
import { FrameKind, MAX_VALUE_SIZE } from '../frame/layout.js'
import { FrameReader } from '../frame/reader.js'
import { FrameWriter } from '../frame/writer.js'
import { nextTurn } from '../next-turn.js'
import type { CloseReason, Connection, Packet, Receiver } from '../transport.js'
import { Outgoing, type FrameSink } from './outgoing.js'

/** Taken at the start: the user's code may replace it, as fake clocks do. */
const defer = queueMicrotask
const clock = performance.now.bind(performance)

const NO_BYTES: Uint8Array = new Uint8Array(0)

/** How long large values are encoded before anything else has its turn, in milliseconds. */
const TURN = 2

/** A value that came in several frames, or why it cannot be read. */
type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }

/** A frame that is kept for later. */
interface Held {
  readonly kind: number
  readonly id: number
  readonly detail: number
  readonly bytes: Uint8Array
  readonly attachments: readonly unknown[]
}

/** A value that is coming, and the frame that it belongs to. */
interface Stream {
  readonly kind: number
  readonly id: number
  readonly detail: number
  incoming: Incoming
  failure: Outcome | undefined
}

/** What one side of a session does with what the other side says. */
export interface Role {
  /**
   * Takes a frame with a complete value, except those that the session needs itself. `Session.read`
   * gives the value, only until this returns.
   * @throws ProtocolError for a frame that is out of place
   */
  frame(kind: number, id: number, detail: number): void
  /**
   * What must have happened before the value of a frame can be decoded: its module defines classes that
   * occur in it. `undefined` when nothing must.
   */
  before(kind: number, id: number, detail: number): Promise<void> | undefined
  /** A frame whose value could not be encoded to its end: the peer takes it as never sent. */
  aborted(kind: FrameKind, id: number, error: unknown): void
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
export class Session implements Receiver, FrameSink {
  private readonly connection: Connection
  private readonly shapes: Shapes
  private readonly encoder: Encoder
  private readonly role: Role
  private readonly writer = new FrameWriter()
  private readonly reader: FrameReader
  private readonly decoder: Decoder
  /** Large values on their way out: each in its turn writes a frame. */
  private outgoing: Outgoing[] = []
  private readonly streams = new Map<number, Stream>()
  /** Streams that wait for something before they are decoded. */
  private readonly heldStreams = new Map<number, Held[]>()
  private lastStream = 0
  private turning = false
  /** The value of the frame at hand, when it came in several. */
  private outcome: Outcome | undefined
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
    this.decoder = new Decoder(encoder.classes)
    this.reader = new FrameReader(
      MAX_VALUE_SIZE,
      (kind, id, detail, bytes, start, end, attached) => {
        this.readFrame(kind, id, detail, bytes, start, end, attached)
      },
    )
  }

  /** Writes a frame with a value that is encoded already, to leave at the end of this tick. */
  send(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    if (this.ended) return
    if (value === undefined) this.writer.write(kind, id, detail)
    else if (value.rest !== undefined || value.leaves.length > 0)
      this.stream(kind, id, detail, value)
    else this.write(kind, id, detail, value)
    this.schedule()
  }

  private write(kind: FrameKind, id: number, detail: number, value: Encoded): void {
    if (value.shapes > this.told) this.tell(value)
    this.writer.write(kind, id, detail, value.bytes, value.length, value.attachments)
  }

  private schedule(): void {
    if (!this.scheduled) {
      this.scheduled = true
      defer(this.flush)
    }
  }

  /**
   * Encodes a value and writes a frame with it. Of a large one, so much is encoded at once that it is
   * a snapshot; `Role.aborted` tells when the rest cannot be.
   * @throws TypeError with a `path`, for what cannot be sent: then the frame was never sent
   */
  sendValue(kind: FrameKind, id: number, detail: number, value: unknown, path: string): void {
    if (value === undefined) return this.send(kind, id, detail, undefined)
    const encoded = this.encoder.begin(value, path)
    this.send(kind, id, detail, encoded)
    const stream = this.outgoing.at(-1)
    if (encoded.rest === undefined || stream === undefined) return
    try {
      // The peer decodes the first chunk while the next ones are encoded.
      this.flushPackets()
      while (stream.encodeSnapshot()) this.overtake(stream)
    } catch (error) {
      this.abort(stream)
      throw error
    }
  }

  /** For the streams of this session. */
  chunk(stream: number, chunk: Encoded): void {
    if (chunk.rest !== undefined) putNumber(chunk, stream)
    this.write(FrameKind.chunk, stream, 0, chunk)
  }

  /** For the streams of this session. */
  piece(kind: FrameKind, stream: number, missing: number, bytes: Uint8Array): void {
    this.writer.write(kind, stream, missing, bytes, bytes.length)
  }

  /** Begins to send a large value: its first chunk is its frame, unless leaves must come before it. */
  private stream(kind: FrameKind, id: number, detail: number, first: Encoded): void {
    const number = this.lastStream === 0xffffffff ? 1 : this.lastStream + 1
    this.lastStream = number
    const begun = first.leaves.length === 0
    const opening = begun ? first : emptyChunk()
    putNumber(opening, number)
    this.write(kind, id, detail, opening)
    this.outgoing.push(new Outgoing(number, kind, id, this.encoder, first, begun))
  }

  /** Writes a frame of a large value out of its turn, if the connection takes it. */
  private overtake(stream: Outgoing): void {
    if (this.congested) return
    if (stream.step(this)) this.outgoing = this.outgoing.filter((other) => other !== stream)
    this.flushPackets()
  }

  /** Tells the peer that the rest of a value does not come. */
  private abort(stream: Outgoing): void {
    this.outgoing = this.outgoing.filter((other) => other !== stream)
    this.writer.write(FrameKind.abort, stream.number, 0)
    this.schedule()
  }

  /** Writes a frame of the large value whose turn it is. */
  private step(): void {
    const stream = this.outgoing.shift() as Outgoing
    try {
      if (!stream.step(this)) this.outgoing.push(stream)
    } catch (error) {
      this.abort(stream)
      this.role.aborted(stream.kind, stream.id, error)
    }
  }

  /** Sends of the large values as much as the connection takes, for one turn. */
  private readonly turn = (): void => {
    this.turning = false
    const end = clock() + TURN
    while (this.outgoing.length > 0 && !this.congested && !this.ended) {
      if (clock() >= end) return this.turnLater()
      this.step()
      this.flushPackets()
    }
    if (this.settled()) this.role.drained()
  }

  private turnLater(): void {
    if (this.turning) return
    this.turning = true
    nextTurn(this.turn)
  }

  /** Hands all frames to the connection now, unless it asked to wait; then goes on with large values. */
  readonly flush = (): void => {
    this.scheduled = false
    this.flushPackets()
    if (this.outgoing.length > 0 && !this.congested && !this.turning) this.turn()
  }

  private flushPackets(): void {
    if (this.ended) return
    while (!this.congested) {
      const packet = this.writer.next()
      if (packet === undefined) return
      this.congested = !this.connection.send(packet)
    }
  }

  /** Hands all frames to the connection; whether it has really sent them all, but for very large values. */
  settled(): boolean {
    this.flushPackets()
    return !this.congested && !this.outgoing.some((stream) => stream.short)
  }

  /** Hands all frames to the connection, large values to their end, and waits until they outlive this process. */
  flushSync(): void {
    if (this.ended) return
    this.sendAll()
    while (this.outgoing.length > 0) {
      this.step()
      this.sendAll()
    }
  }

  private sendAll(): void {
    for (let packet = this.writer.next(); packet !== undefined; packet = this.writer.next()) {
      this.connection.send(packet)
    }
    this.connection.flushSync?.()
  }

  /**
   * The value of the frame at hand.
   * @throws ProtocolError; Undecodable when it is no fault of the peer's that it cannot be read
   */
  read(): unknown {
    const { outcome } = this
    if (outcome?.kind === 'failed') throw new Undecodable(outcome.error)
    if (outcome !== undefined) return outcome.value
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
    this.guard(() => this.reader.push(packet))
  }

  private guard(read: () => void): void {
    try {
      read()
    } catch (error) {
      // One frame that is out of place leaves no way to know where the next one begins.
      this.fault = error
      this.kill()
    }
  }

  drained(): void {
    this.congested = false
    if (this.outgoing.length > 0) this.turnLater()
    if (this.settled()) this.role.drained()
  }

  ending(): void {
    this.role.ending()
  }

  closed(reason: CloseReason): void {
    this.ended = true
    this.reader.stop()
    this.outgoing = []
    this.streams.clear()
    this.heldStreams.clear()
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

  private readFrame(
    kind: number,
    id: number,
    detail: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    attachments: readonly unknown[],
  ): void {
    this.bytes = bytes
    this.start = start
    this.end = end
    this.attachments = attachments
    this.take(kind, id, detail)
    // A large value must not be kept alive by the last frame.
    this.bytes = NO_BYTES
  }

  private take(kind: number, id: number, detail: number): void {
    if (kind === FrameKind.shapes) return this.learn(id)
    const continues = kind >= FrameKind.chunk && kind <= FrameKind.abort
    const held = continues && this.heldStreams.size > 0 ? this.heldStreams.get(id) : undefined
    if (held !== undefined) return this.keep(held, kind, id, detail)
    const first = continues ? undefined : this.role.before(kind, id, detail)
    if (first !== undefined) return this.holdUntil(first, kind, id, detail)
    this.dispatch(kind, id, detail)
  }

  private get opensStream(): boolean {
    return this.end - this.start > NUMBER && (this.bytes[this.start] & Flag.MORE) !== 0
  }

  /** Keeps a frame, and those that continue it, until something has happened. */
  private holdUntil(first: Promise<void>, kind: number, id: number, detail: number): void {
    const held: Held[] = []
    const stream = this.opensStream ? numberAt(this.bytes, this.end) : undefined
    if (stream !== undefined) this.heldStreams.set(stream, held)
    this.keep(held, kind, id, detail)
    void first.then(() => {
      if (this.ended) return
      if (stream !== undefined) this.heldStreams.delete(stream)
      this.guard(() => {
        // The role was asked before.
        for (const frame of held) this.release(frame)
      })
    })
  }

  private keep(held: Held[], kind: number, id: number, detail: number): void {
    const bytes = new Uint8Array(this.bytes.subarray(this.start, this.end))
    held.push({ kind, id, detail, bytes, attachments: this.attachments })
  }

  private release({ kind, id, detail, bytes, attachments }: Held): void {
    this.bytes = bytes
    this.start = 0
    this.end = bytes.length
    this.attachments = attachments
    this.dispatch(kind, id, detail)
    this.bytes = NO_BYTES
  }

  private dispatch(kind: number, id: number, detail: number): void {
    const { bytes, start, end } = this
    switch (kind) {
      case FrameKind.chunk:
        return this.goOn(id)
      case FrameKind.bytes:
        return this.streamOf(id).incoming.piece('bytes', detail, bytes, start, end)
      case FrameKind.latin1:
        return this.streamOf(id).incoming.piece('latin1', detail, bytes, start, end)
      case FrameKind.utf16:
        return this.streamOf(id).incoming.piece('utf16', detail, bytes, start, end)
      case FrameKind.abort:
        this.streamOf(id)
        this.streams.delete(id)
        return
      default:
        if (this.opensStream) this.begin(kind, id, detail)
        else this.role.frame(kind, id, detail)
    }
  }

  /** Takes the first frame of a value that comes in several. */
  private begin(kind: number, id: number, detail: number): void {
    const number = numberAt(this.bytes, this.end)
    if (this.streams.has(number)) throw new ProtocolError(`stream ${number} twice`, this.start)
    const stream: Stream = { kind, id, detail, incoming: new Incoming(), failure: undefined }
    this.streams.set(number, stream)
    this.decodeChunk(stream)
  }

  private goOn(number: number): void {
    const stream = this.streamOf(number)
    if (!this.decodeChunk(stream)) return
    this.streams.delete(number)
    const { failure, incoming, kind, id, detail } = stream
    this.outcome = failure ?? { kind: 'value', value: incoming.value }
    try {
      this.role.frame(kind, id, detail)
    } finally {
      this.outcome = undefined
    }
  }

  /** Whether it was the last chunk. */
  private decodeChunk(stream: Stream): boolean {
    const { bytes, start, end, attachments } = this
    if (stream.failure !== undefined) return (bytes[start] & Flag.MORE) === 0
    try {
      return this.decoder.decodeChunk(stream.incoming, bytes, start, end, attachments)
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      // No fault of the peer's: only this value cannot be read.
      stream.failure = { kind: 'failed', error: error.error }
      stream.incoming = new Incoming()
      return (bytes[start] & Flag.MORE) === 0
    }
  }

  private streamOf(number: number): Stream {
    const stream = this.streams.get(number)
    if (stream === undefined)
      throw new ProtocolError(`stream ${number}, which is not open`, this.start)
    return stream
  }

  private learn(first: number): void {
    if (first !== this.decoder.shapeCount) {
      throw new ProtocolError('shapes out of order', this.start)
    }
    this.decoder.learn(this.read())
  }
}

/** Bytes of a stream's number, at the end of a chunk. */
const NUMBER = 4

const numberAt = (bytes: Uint8Array, end: number): number =>
  (bytes[end - 4] | (bytes[end - 3] << 8) | (bytes[end - 2] << 16) | (bytes[end - 1] << 24)) >>> 0

const putNumber = ({ bytes, length }: Encoded, number: number): void => {
  for (let i = 0; i < NUMBER; i++) bytes[length - NUMBER + i] = number >>> (8 * i)
}

/** A chunk that only says that others follow. */
const emptyChunk = (): Encoded => ({
  bytes: Uint8Array.of(Flag.MORE, 0, 0, 0, 0),
  length: 1 + NUMBER,
  shapes: 0,
  attachments: [],
  leaves: [],
  rest: undefined,
})
