// Hot: bench/pool.
import { stay, type Snapshot } from '../async-context.js'
import { isEncoded, type Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import { Shapes } from '../clone/shapes.js'
import { Limit } from '../clone/tags.js'
import { copyOf } from '../clone/text.js'
import { attachNothing } from '../clone/unsendable.js'
import { FrameKind } from '../frame/layout.js'
import { FrameWriter } from '../frame/writer.js'
import { nextTurn } from '../next-turn.js'
import { soon } from '../soon.js'
import type { Connection } from '../transport.js'
import { Outgoing, sizeOf, type FrameSink } from './outgoing.js'
import { emptyChunk, putNumber } from './stream-number.js'

const clock = performance.now.bind(performance)

/** How long large values are encoded before anything else has its turn, in milliseconds. */
const TURN = 2

const NONE: readonly unknown[] = []

/** More bytes than any window of a stream has. */
const UNKNOWN_SIZE = 2 ** 40

/** Who is told how the frames fare. */
export interface OutboxOwner {
  /** A frame whose value could not be encoded to its end: the peer takes it as never sent. */
  aborted(kind: FrameKind, id: number, detail: number, error: unknown): void
  /** The connection takes frames again. */
  drained(): void
}

/**
 * What goes out: frames in one packet per tick, before them the shapes that they need, and large values
 * in chunks, one frame of each in turn.
 */
export class Outbox implements FrameSink {
  private readonly connection: Connection
  private readonly shapes: Shapes
  private readonly encoder: Encoder
  private readonly owner: OutboxOwner
  private readonly snapshot: Snapshot
  private readonly writer = new FrameWriter()
  /** Large values on their way out: each in its turn writes a frame. */
  private outgoing: Outgoing[] = []
  private lastStream = 0
  private turning = false
  /** The number of the call to whose value the last bytes belong that were written; 0 for other frames. */
  lastCall = 0
  private told = 0
  private scheduled = false
  private scheduledLate = false
  private congested = false
  private ended = false

  constructor(
    connection: Connection,
    shapes: Shapes,
    encoder: Encoder,
    owner: OutboxOwner,
    snapshot: Snapshot,
  ) {
    this.connection = connection
    this.shapes = shapes
    this.encoder = encoder
    this.owner = owner
    this.snapshot = snapshot
  }

  /** Writes a frame with a value that is encoded already, to leave at the end of this tick. */
  send(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    if (this.ended) return
    this.put(kind, id, detail, value)
    this.schedule()
  }

  /** Writes a frame that nobody is in a hurry for: it leaves in a turn of its own, with others that are written until then. */
  sendLate(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    if (this.ended) return
    this.put(kind, id, detail, value)
    this.scheduleLate()
  }

  private put(kind: FrameKind, id: number, detail: number, value: Encoded | undefined): void {
    this.lastCall = kind === FrameKind.call ? id : 0
    if (value === undefined) this.writer.write(kind, id, detail)
    else if (value.rest !== undefined || value.leaves.length > 0)
      this.stream(kind, id, detail, value)
    else this.write(kind, id, detail, value)
  }

  /**
   * Writes an item of a stream, beside those before it where it is small. It leaves a little later than
   * other frames, so that others may join it. Gives its size in bytes.
   * @throws TypeError with a `path`, for what cannot be sent: then nothing was sent
   */
  item(id: number, position: number, value: unknown): number {
    const encoded = this.encoder.begin(value, 'item')
    const { bytes, length, shapes, attachments, leaves, rest } = encoded
    if (
      length > Limit.JOINED ||
      rest !== undefined ||
      leaves.length > 0 ||
      attachments.length > 0
    ) {
      return this.sendBegun(FrameKind.item, id, position, encoded)
    }
    if (this.ended) return length
    this.lastCall = 0
    if (shapes > this.told) this.tell(encoded)
    this.writer.item(id, position, bytes, length)
    this.scheduleLate()
    return length
  }

  private write(kind: FrameKind, id: number, detail: number, value: Encoded): void {
    if (value.shapes > this.told) this.tell(value)
    this.writer.write(kind, id, detail, value.bytes, value.length, value.attachments, value.start)
  }

  private schedule(): void {
    if (!this.scheduled) {
      this.scheduled = true
      soon(this.flush)
    }
  }

  /** In a turn of its own: what is written before then leaves in the same packet. */
  private scheduleLate(): void {
    if (this.scheduled || this.scheduledLate) return
    this.scheduledLate = true
    nextTurn(this.flush)
  }

  /**
   * Encodes a value and writes a frame with it. Of a large one, so much is encoded at once that it is
   * a snapshot; `Role.aborted` tells when the rest cannot be.
   * @throws TypeError with a `path`, for what cannot be sent: then the frame was never sent
   */
  sendValue(kind: FrameKind, id: number, detail: number, value: unknown, path: string): void {
    if (value === undefined) return this.send(kind, id, detail, undefined)
    this.sendBegun(kind, id, detail, this.encoder.begin(value, path))
  }

  /** Gives how many bytes it is, so far as that is known. */
  private sendBegun(kind: FrameKind, id: number, detail: number, encoded: Encoded): number {
    let size = encoded.length
    for (const leaf of encoded.leaves) size += sizeOf(leaf)
    this.send(kind, id, detail, encoded)
    const stream = this.outgoing.at(-1)
    if (encoded.rest === undefined || stream === undefined) return size
    let known
    try {
      // The peer decodes the first chunk while the next ones are encoded.
      this.flushPackets()
      while (stream.encodeSnapshot()) {
        size += Limit.CHUNK
        this.overtake(stream)
      }
      known = stream.isEncoded
    } catch (error) {
      this.abort(stream)
      throw error
    }
    return known ? size : UNKNOWN_SIZE
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

  /** For the streams of this session. The memory is the user's. */
  lend(stream: number, missing: number, bytes: Uint8Array): void {
    this.flushPackets()
    if (this.congested || this.connection.borrows !== true) {
      return this.piece(FrameKind.bytes, stream, missing, copyOf(bytes))
    }
    this.writer.announce(FrameKind.bytes, stream, missing, bytes.length)
    this.flushPackets()
    if (this.congested) this.writer.append(copyOf(bytes))
    else this.congested = !this.connection.send({ bytes, attachments: NONE, lent: true })
  }

  /** Begins to send a large value: its first chunk is its frame, unless leaves must come before it. */
  private stream(kind: FrameKind, id: number, detail: number, first: Encoded): void {
    const number = this.lastStream === 0xffffffff ? 1 : this.lastStream + 1
    this.lastStream = number
    const begun = first.leaves.length === 0
    const opening = begun ? first : emptyChunk(first)
    putNumber(opening, number)
    this.write(kind, id, detail, opening)
    // Getters of what is encoded later are the user's.
    const enter = isEncoded(first) ? stay : this.snapshot()
    this.outgoing.push(new Outgoing(number, kind, id, detail, this.encoder, first, begun, enter))
  }

  /** Writes a frame of a large value out of its turn, if the connection takes it. */
  private overtake(stream: Outgoing): void {
    if (this.congested) return
    this.lastCall = stream.call
    if (stream.step(this)) this.outgoing = this.outgoing.filter((other) => other !== stream)
    this.flushPackets()
  }

  /** Stops to send a large value; gives whether its end had not been sent yet: then it never was. */
  withdraw(kind: FrameKind, id: number): boolean {
    const stream = this.outgoing.find((each) => each.kind === kind && each.id === id)
    if (stream !== undefined) this.abort(stream)
    return stream !== undefined
  }

  /** Whether the connection was given everything that was written. */
  get isSent(): boolean {
    return this.writer.isEmpty
  }

  /** Whether the end of a large value has not been sent yet. */
  isLeaving(kind: FrameKind, id: number): boolean {
    return this.outgoing.some((stream) => stream.kind === kind && stream.id === id)
  }

  /** Tells the peer that the rest of a value does not come. */
  private abort(stream: Outgoing): void {
    this.lastCall = 0
    this.outgoing = this.outgoing.filter((other) => other !== stream)
    this.writer.write(FrameKind.abort, stream.number, 0)
    this.schedule()
  }

  /** Writes a frame of the large value whose turn it is. */
  private step(): void {
    const stream = this.outgoing.shift() as Outgoing
    this.lastCall = stream.call
    try {
      if (!stream.step(this)) this.outgoing.push(stream)
    } catch (error) {
      this.abort(stream)
      this.owner.aborted(stream.kind, stream.id, stream.detail, error)
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
    if (this.settled()) this.owner.drained()
  }

  private turnLater(): void {
    if (this.turning) return
    this.turning = true
    nextTurn(this.turn)
  }

  /** Hands all frames to the connection now, unless it asked to wait; then goes on with large values. */
  readonly flush = (): void => {
    this.scheduled = false
    this.scheduledLate = false
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

  /** Whether the connection asked to wait. */
  get isCongested(): boolean {
    return this.congested
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

  /** The connection takes frames again. */
  drained(): void {
    this.congested = false
    if (this.outgoing.length > 0) this.turnLater()
    if (this.settled()) this.owner.drained()
  }

  /** The connection is gone. */
  end(): void {
    this.ended = true
    this.outgoing = []
  }

  /** Tells the peer all shapes up to the last that a value uses. The value's bytes stay as they are. */
  private tell(value: Encoded): void {
    const keys = this.shapes.keys.slice(this.told, value.shapes)
    // Not with the encoder at hand, which holds the value.
    const lists = new Encoder(new Shapes(), attachNothing).encode(keys, 'shapes')
    this.writer.write(FrameKind.shapes, this.told, 0, lists.bytes, lists.length)
    this.told = value.shapes
  }
}
