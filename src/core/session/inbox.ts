// Hot: bench/pool.
import { Decoder } from '../clone/decoder.js'
import { Incoming } from '../clone/incoming.js'
import type { ClassRegistry } from '../clone/registry.js'
import { Flag } from '../clone/tags.js'
import { Undecodable } from '../clone/value-reader.js'
import { ProtocolError } from '../errors.js'
import { FrameKind, ITEM_HEADER, MAX_VALUE_SIZE } from '../frame/layout.js'
import { FrameReader, type FrameHandler } from '../frame/reader.js'
import type { Packet } from '../transport.js'
import { numberOf } from './stream-number.js'

const NO_BYTES: Uint8Array = new Uint8Array(0)
const NONE: readonly unknown[] = []

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
  /** The objects that came beside its chunks. */
  attachments: readonly unknown[]
  incoming: Incoming
  failure: Outcome | undefined
}

/** Who takes the frames. */
export interface InboxOwner {
  /**
   * Takes a frame with a complete value. `Inbox.read` gives the value, only until this returns.
   * @throws ProtocolError for a frame that is out of place
   */
  frame(kind: number, id: number, detail: number): void
  /**
   * What must have happened before the value of a frame can be decoded: its module defines classes that
   * occur in it. `undefined` when nothing must.
   */
  before(kind: number, id: number, detail: number): Promise<void> | undefined
  /** A frame whose value does not come to its end counts as never come. */
  dropped(kind: number, id: number): void
  /** An object came that nobody gets. */
  discard(attachment: unknown): void
  /** The peer broke the protocol: nothing that it says counts any more. */
  failed(fault: unknown): void
}

/** What comes in: frames out of packets, and large values that come in several of them. */
export class Inbox {
  private readonly owner: InboxOwner
  private readonly reader: FrameReader
  private readonly decoder: Decoder
  private readonly streams = new Map<number, Stream>()
  /** Streams that wait for something before they are decoded. */
  private readonly heldStreams = new Map<number, Held[]>()
  /** The value of the frame at hand, when it came in several. */
  private outcome: Outcome | undefined
  private stopped = false
  private bytes = NO_BYTES
  private start = 0
  private end = 0
  private objects: readonly unknown[] = NONE

  constructor(classes: ClassRegistry, owner: InboxOwner) {
    this.owner = owner
    this.decoder = new Decoder(classes)
    this.reader = new FrameReader(MAX_VALUE_SIZE, this.readFrame)
  }

  push(packet: Packet): void {
    this.guard(() => this.reader.push(packet))
  }

  /** Reads no more, and forgets what was incomplete. */
  stop(): void {
    this.stopped = true
    this.reader.stop()
    for (const { attachments } of this.streams.values()) this.discard(attachments)
    this.streams.clear()
    this.heldStreams.clear()
  }

  /** Reads what waits for objects that do not come any more, as far as it needs none of them. */
  finish(): void {
    if (this.stopped) return
    this.guard(() => this.discard(this.reader.end()))
  }

  /** The objects that came with the frame at hand. */
  get attachments(): readonly unknown[] {
    return this.objects
  }

  /** Nobody gets them. */
  ignore(): void {
    this.discard(this.objects)
  }

  private discard(attachments: readonly unknown[]): void {
    for (const attachment of attachments) this.owner.discard(attachment)
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
    if (this.objects.length === 0) {
      return this.decoder.decode(this.bytes, this.start, this.end, NONE)
    }
    try {
      return this.decoder.decode(this.bytes, this.start, this.end, this.objects)
    } catch (error) {
      this.ignore()
      throw error
    }
  }

  /**
   * The values of the frame at hand, which has several of them, one after the other.
   * @throws as `read`
   */
  readItems(take: (value: unknown) => void): void {
    const { bytes, end } = this
    for (let at = this.start; at < end && !this.stopped;) {
      const from = at + ITEM_HEADER
      const size = from > end ? 0 : readSize(bytes, at)
      at = from + size
      if (size === 0 || at > end) throw new ProtocolError('an item beyond its frame', from)
      take(this.decoder.decode(bytes, from, at, []))
    }
  }

  private guard(read: () => void): void {
    try {
      read()
    } catch (error) {
      // One frame that is out of place leaves no way to know where the next one begins.
      this.stop()
      this.owner.failed(error)
    }
  }

  private readonly readFrame: FrameHandler = (kind, id, detail, bytes, start, end, attachments) => {
    this.bytes = bytes
    this.start = start
    this.end = end
    this.objects = attachments
    this.take(kind, id, detail)
    // A large value must not be kept alive by the last frame.
    this.bytes = NO_BYTES
  }

  private take(kind: number, id: number, detail: number): void {
    if (kind === FrameKind.shapes) return this.learn(id)
    const continues = kind >= FrameKind.chunk && kind <= FrameKind.abort
    const held = continues && this.heldStreams.size > 0 ? this.heldStreams.get(id) : undefined
    if (held !== undefined) return this.keep(held, kind, id, detail)
    const whole = !continues && kind !== FrameKind.items
    const first = whole && this.hasClasses ? this.owner.before(kind, id, detail) : undefined
    if (first !== undefined) return this.holdUntil(first, kind, id, detail)
    this.dispatch(kind, id, detail)
  }

  private get hasClasses(): boolean {
    return this.start < this.end && (this.bytes[this.start] & Flag.CLASSES) !== 0
  }

  /** The number of the stream that the frame at hand begins, if it does. */
  private get begunStream(): number | undefined {
    return numberOf(this.bytes, this.start, this.end)
  }

  /** Keeps a frame, and those that continue it, until something has happened. */
  private holdUntil(first: Promise<void>, kind: number, id: number, detail: number): void {
    const held: Held[] = []
    const stream = this.begunStream
    if (stream !== undefined) this.heldStreams.set(stream, held)
    this.keep(held, kind, id, detail)
    void first.then(() => {
      if (this.stopped) return
      if (stream !== undefined) this.heldStreams.delete(stream)
      this.guard(() => {
        // Not `take`, which would ask what to wait for once more.
        for (const frame of held) this.release(frame)
      })
    })
  }

  private keep(held: Held[], kind: number, id: number, detail: number): void {
    const bytes = new Uint8Array(this.bytes.subarray(this.start, this.end))
    held.push({ kind, id, detail, bytes, attachments: this.objects })
  }

  private release({ kind, id, detail, bytes, attachments }: Held): void {
    this.bytes = bytes
    this.start = 0
    this.end = bytes.length
    this.objects = attachments
    this.dispatch(kind, id, detail)
    this.bytes = NO_BYTES
  }

  private dispatch(kind: number, id: number, detail: number): void {
    const { bytes, start, end } = this
    this.decoder.livesAt = livesAt(kind)
    switch (kind) {
      case FrameKind.chunk:
        return this.goOn(id)
      case FrameKind.bytes:
        return this.streamOf(id).incoming.piece('bytes', detail, bytes, start, end)
      case FrameKind.latin1:
        return this.streamOf(id).incoming.piece('latin1', detail, bytes, start, end)
      case FrameKind.utf16:
        return this.streamOf(id).incoming.piece('utf16', detail, bytes, start, end)
      case FrameKind.abort: {
        const stream = this.streamOf(id)
        this.streams.delete(id)
        this.discard(stream.attachments)
        this.owner.dropped(stream.kind, stream.id)
        return
      }
      case FrameKind.items:
        // Its values are complete, each of them.
        return this.owner.frame(kind, id, detail)
      default:
        return this.begin(kind, id, detail, this.begunStream)
    }
  }

  /** Takes a frame with a value, or with the first part of one that comes in several. */
  private begin(kind: number, id: number, detail: number, number: number | undefined): void {
    if (number === undefined) return this.owner.frame(kind, id, detail)
    if (this.streams.has(number)) throw new ProtocolError(`stream ${number} twice`, this.start)
    const incoming = new Incoming()
    const stream: Stream = { kind, id, detail, attachments: NONE, incoming, failure: undefined }
    this.streams.set(number, stream)
    this.decodeChunk(stream)
  }

  private goOn(number: number): void {
    const stream = this.streamOf(number)
    if (!this.decodeChunk(stream)) return
    this.streams.delete(number)
    const { failure, incoming, kind, id, detail } = stream
    this.outcome = failure ?? { kind: 'value', value: incoming.value }
    this.objects = stream.attachments
    if (failure !== undefined) this.ignore()
    try {
      this.owner.frame(kind, id, detail)
    } finally {
      this.outcome = undefined
    }
  }

  /** Whether it was the last chunk. */
  private decodeChunk(stream: Stream): boolean {
    const { bytes, start, end, objects: attachments } = this
    if (attachments.length > 0) stream.attachments = [...stream.attachments, ...attachments]
    this.decoder.livesAt = livesAt(stream.kind)
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
    this.decoder.learnFrom(this.bytes, this.start, this.end)
  }
}

/** In how many containers of a frame's value a living object may stand. */
const livesAt = (kind: number): number => {
  if (kind === FrameKind.call) return 1
  return kind === FrameKind.result || (kind >= FrameKind.next && kind <= FrameKind.end) ? 0 : -1
}

const readSize = (bytes: Uint8Array, at: number): number =>
  (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0
