import { stay, type Enter } from '../async-context.js'
import type { Encoded } from '../clone/encoded.js'
import type { Encoder } from '../clone/encoder.js'
import { Limit } from '../clone/tags.js'
import { allocate, ASCII_SLACK, writeAscii, writeWide } from '../clone/text.js'
import { bufferChanged } from '../errors.js'
import type { OutgoingLeaf } from '../clone/value-writer.js'
import { FrameKind } from '../frame/layout.js'

/** What a stream writes its frames with. */
export interface FrameSink {
  /** A frame with a chunk, behind the shapes that it needs. */
  chunk(stream: number, chunk: Encoded): void
  /** A frame with bytes that are no value. */
  piece(kind: FrameKind, stream: number, missing: number, bytes: Uint8Array): void
  /** The same with bytes that may be changed, or be gone, as soon as this returns. */
  lend(stream: number, missing: number, bytes: Uint8Array): void
}

/** A value too large for one frame, on its way out: leaves in pieces, their chunk, and so on. */
export class Outgoing {
  readonly number: number
  /** The frame that begins it, which counts as come when the last chunk has. */
  readonly kind: FrameKind
  readonly id: number
  readonly detail: number
  private readonly encoder: Encoder
  private readonly enter: Enter
  /** Chunks that are encoded but not sent; with none, the rest is still to be encoded. */
  private readonly ready: Encoded[]
  private last: Encoded
  private leaf = 0
  /** Bytes or characters of the leaf at hand that were sent. */
  private sent = 0

  /**
   * @param begun whether the chunk was sent, with the frame that begins the stream
   * @param enter how to read what is not encoded yet
   */
  constructor(
    number: number,
    kind: FrameKind,
    id: number,
    detail: number,
    encoder: Encoder,
    first: Encoded,
    begun: boolean,
    enter: Enter = stay,
  ) {
    this.number = number
    this.kind = kind
    this.id = id
    this.detail = detail
    this.encoder = encoder
    this.enter = enter
    const ahead = first.rest?.ahead ?? []
    this.ready = begun ? [...ahead] : [first, ...ahead]
    this.last = ahead.at(-1) ?? first
  }

  /**
   * Encodes the next chunk, unless what is left is beyond what counts as a snapshot; whether it did.
   * @throws what the encoder throws
   */
  encodeSnapshot(): boolean {
    if (this.last.rest === undefined || this.last.rest.budget <= 0) return false
    this.encodeNext()
    return true
  }

  /** The number of the call whose arguments it holds; 0 for other values. */
  get call(): number {
    return this.kind === FrameKind.call ? this.id : 0
  }

  /** Whether nothing of it is left to be encoded. */
  get isEncoded(): boolean {
    return this.last.rest === undefined
  }

  /** Whether all of it is a snapshot, and so little that others can wait for it. */
  get short(): boolean {
    if (this.last.rest !== undefined) return false
    let size = 0
    for (const { leaves } of this.ready) for (const leaf of leaves) size += sizeOf(leaf)
    return size <= Limit.SNAPSHOT
  }

  /**
   * Writes one frame; gives whether it was the last.
   * @throws what the encoder throws
   */
  step(sink: FrameSink): boolean {
    if (this.ready.length === 0) this.encodeNext()
    const chunk = this.ready[0]
    const leaf = chunk.leaves[this.leaf]
    if (leaf !== undefined) {
      this.piece(sink, leaf)
      return false
    }
    this.leaf = 0
    this.ready.shift()
    sink.chunk(this.number, chunk)
    return chunk.rest === undefined
  }

  private encodeNext(): void {
    const { rest } = this.last
    if (rest === undefined) throw new Error('there is nothing left to encode')
    this.last = this.enter(() => this.encoder.resume(rest))
    this.ready.push(this.last)
  }

  private piece(sink: FrameSink, leaf: OutgoingLeaf): void {
    const left = leaf.kind === 'text' ? this.text(sink, leaf.text) : this.bytes(sink, leaf)
    if (left > 0) return
    this.leaf++
    this.sent = 0
  }

  /** Gives how many bytes are left. */
  private bytes(sink: FrameSink, { bytes, copied }: OutgoingLeaf & { kind: 'bytes' }): number {
    const { sent } = this
    // A view of memory that was transferred or shrunk since has no length any more.
    if (bytes.length <= sent) throw bufferChanged()
    const end = Math.min(bytes.length, sent + Limit.PIECE)
    const piece = bytes.subarray(sent, end)
    const missing = bytes.length - sent
    if (copied) sink.piece(FrameKind.bytes, this.number, missing, piece)
    else sink.lend(this.number, missing, piece)
    this.sent = end
    return bytes.length - end
  }

  /** Gives how many characters are left. */
  private text(sink: FrameSink, leaf: string): number {
    const { sent } = this
    const piece = leaf.slice(sent, sent + Limit.CHUNK)
    const missing = leaf.length - sent
    const narrow = allocate(piece.length + ASCII_SLACK)
    if (piece.charCodeAt(0) < 128 && writeAscii(narrow, 0, piece)) {
      sink.piece(FrameKind.latin1, this.number, missing, narrow.subarray(0, piece.length))
    } else {
      const wide = allocate(piece.length * 2)
      writeWide(wide, 0, piece)
      sink.piece(FrameKind.utf16, this.number, missing, wide)
    }
    this.sent = sent + piece.length
    return missing - piece.length
  }
}

/** Bytes or characters. */
export const sizeOf = (leaf: OutgoingLeaf): number =>
  leaf.kind === 'text' ? leaf.text.length : leaf.bytes.length
