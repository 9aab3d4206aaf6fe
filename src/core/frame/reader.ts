// Hot: bench/pool. Whole frames are read where they lie; only what a packet cuts is copied.
import { ProtocolError } from '../errors.js'
import type { Packet } from '../transport.js'
import { allocate } from '../clone/text.js'
import { FrameKind, HEADER_SIZE, MARK, Offset } from './layout.js'

/**
 * Takes one frame. Its value is `bytes[start]` to `bytes[end - 1]`, only until this returns. Bytes of a
 * leaf are handed on as they come, each run of them as a frame of its own.
 */
export type FrameHandler = (
  kind: number,
  id: number,
  detail: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  attachments: readonly unknown[],
) => void

const NONE: readonly unknown[] = []

/** Objects that nothing of what came refers to: a peer that sends more of them has lost its mind. */
const MAX_UNCLAIMED = 4096

/** How much is set aside for a frame that merely says that it will be large. */
const TRUSTED = 32 * 1024 * 1024

/** Cuts packets into frames, wherever the packets begin and end. */
export class FrameReader {
  private readonly handler: FrameHandler
  private readonly limit: number
  /** A frame of which the end is still missing, in the first `filled` bytes. */
  private partial: Uint8Array | undefined
  private filled = 0
  /** A frame with bytes of a leaf that is not at its end. */
  private running: { readonly id: number; detail: number; left: number } | undefined
  private offset = 0
  private stopped = false
  /** Objects that came beside the bytes, for frames still to be read. */
  private attachments: unknown[] = []
  /** What has come behind a frame whose objects have not, that frame included. */
  private parked: Uint8Array[] = []
  /** How many objects that frame waits for; 0 when none waits. */
  private awaited = 0
  private ended = false
  /** Objects of frames that never came to their end. */
  private readonly unclaimed: unknown[] = []
  /** A view of the memory in which packets lie: most of them in the same. */
  private view: DataView = new DataView(new ArrayBuffer(0))

  /** @param limit the largest value that is accepted, in bytes */
  constructor(limit: number, handler: FrameHandler) {
    this.limit = limit
    this.handler = handler
  }

  /** Reads no more frames, not even the rest of the packet at hand. */
  stop(): void {
    this.stopped = true
    this.partial = undefined
  }

  /**
   * Reads all frames that end in this packet.
   * @throws ProtocolError, and whatever the handler throws: the reader must not be used after that
   */
  push(packet: Packet): void {
    const { bytes, attachments } = packet
    if (attachments.length > 0) this.attachments.push(...attachments)
    if (this.awaited > 0) return this.wait(bytes)
    if (this.attachments.length > MAX_UNCLAIMED) {
      throw new ProtocolError('objects that belong to nothing', this.offset)
    }
    this.read(bytes)
  }

  /**
   * Nothing comes any more. A frame that waits for objects counts as never come; those behind it are read.
   * Gives the objects that belong to nothing.
   */
  end(): unknown[] {
    this.ended = true
    if (this.awaited > 0) this.resume()
    return [...this.unclaimed, ...this.attachments]
  }

  /** Keeps bytes until the objects have come that what is before them refers to. */
  private wait(bytes: Uint8Array): void {
    if (bytes.length > 0) this.parked.push(new Uint8Array(bytes))
    if (this.attachments.length >= this.awaited) this.resume()
  }

  private resume(): void {
    const bytes = join(this.parked)
    this.parked = []
    this.awaited = 0
    this.read(bytes)
  }

  private read(bytes: Uint8Array): void {
    let at = 0
    if (this.partial !== undefined) at = this.complete(bytes)
    if (this.running !== undefined) at = this.run(bytes, at)
    while (
      !this.stopped &&
      this.partial === undefined &&
      this.awaited === 0 &&
      bytes.length - at >= HEADER_SIZE
    ) {
      const next = at + HEADER_SIZE + this.sizeAt(bytes, at)
      if (next > bytes.length) {
        if (bytes[at + Offset.KIND] === FrameKind.bytes) at = this.startRun(bytes, at)
        break
      }
      this.frame(bytes, at, next)
      if (this.awaited > 0) break
      at = next
    }
    if (this.awaited > 0) {
      if (at < bytes.length) this.parked.push(new Uint8Array(bytes.subarray(at)))
      this.offset += at
      return
    }
    if (!this.stopped && this.partial === undefined && at < bytes.length) this.begin(bytes, at)
    this.offset += bytes.length
  }

  /** Hands on what is here of a frame with bytes of a leaf. */
  private startRun(bytes: Uint8Array, at: number): number {
    const view = this.viewOf(bytes)
    const from = bytes.byteOffset + at
    this.running = {
      id: view.getUint32(from + Offset.ID, true),
      detail: view.getUint32(from + Offset.DETAIL, true),
      left: view.getUint32(from + Offset.SIZE, true),
    }
    return this.run(bytes, at + HEADER_SIZE)
  }

  private run(bytes: Uint8Array, at: number): number {
    const { running } = this
    if (running === undefined || at === bytes.length) return at
    const end = Math.min(bytes.length, at + running.left)
    const { id, detail } = running
    running.left -= end - at
    running.detail -= end - at
    if (running.left === 0) this.running = undefined
    this.handler(FrameKind.bytes, id, detail, bytes, at, end, NONE)
    return end
  }

  private viewOf({ buffer }: Uint8Array): DataView {
    if (this.view.buffer !== buffer) this.view = new DataView(buffer)
    return this.view
  }

  /** Rubbish must not pass for the length of something that never comes. */
  private checkMark(bytes: Uint8Array, at: number): void {
    if (bytes[at] === (MARK & 255) && (bytes[at + 1] ?? MARK >> 8) === MARK >> 8) return
    throw new ProtocolError('something else than a frame', this.offset + at)
  }

  private sizeAt(bytes: Uint8Array, at: number): number {
    this.checkMark(bytes, at)
    const size = this.viewOf(bytes).getUint32(bytes.byteOffset + at + Offset.SIZE, true)
    if (size > this.limit) {
      throw new ProtocolError(`a frame of ${size} bytes, more than ${this.limit}`, this.offset + at)
    }
    return size
  }

  private frame(bytes: Uint8Array, at: number, end: number): void {
    const view = this.viewOf(bytes)
    const attached = bytes[at + Offset.ATTACHMENTS]
    if (attached > this.attachments.length) {
      if (!this.ended) this.awaited = attached
      else this.unclaimed.push(...this.attachments.splice(0))
      return
    }
    const from = bytes.byteOffset + at
    this.handler(
      bytes[at + Offset.KIND],
      view.getUint32(from + Offset.ID, true),
      view.getUint32(from + Offset.DETAIL, true),
      bytes,
      at + HEADER_SIZE,
      end,
      attached === 0 ? NONE : this.attachments.splice(0, attached),
    )
  }

  /** Keeps the beginning of a frame. */
  private begin(bytes: Uint8Array, at: number): void {
    this.checkMark(bytes, at)
    const rest = bytes.length - at
    const needed = rest >= HEADER_SIZE ? HEADER_SIZE + this.sizeAt(bytes, at) : HEADER_SIZE
    this.partial = allocate(Math.max(rest, Math.min(needed, TRUSTED)))
    this.partial.set(at === 0 ? bytes : bytes.subarray(at))
    this.filled = rest
  }

  /** Adds to the frame that is kept; gives how many of these bytes belonged to it. */
  private complete(bytes: Uint8Array): number {
    let at = this.append(bytes, 0, HEADER_SIZE)
    if (this.filled < HEADER_SIZE) return at
    const end = HEADER_SIZE + this.sizeAt(this.partial as Uint8Array, 0)
    if ((this.partial as Uint8Array)[Offset.KIND] === FrameKind.bytes) {
      const head = (this.partial as Uint8Array).subarray(0, HEADER_SIZE)
      this.partial = undefined
      this.startRun(head, 0)
      return at
    }
    at = this.append(bytes, at, end)
    if (this.filled < end) return at
    const whole = this.partial as Uint8Array
    this.partial = undefined
    this.frame(whole, 0, end)
    if (this.awaited > 0) this.parked.push(whole.subarray(0, end))
    return at
  }

  /** Copies from `bytes[at]` on until so many bytes of the frame are there. */
  private append(bytes: Uint8Array, at: number, until: number): number {
    const take = Math.min(until - this.filled, bytes.length - at)
    if (take <= 0) return at
    let partial = this.partial as Uint8Array
    if (this.filled + take > partial.length) {
      // Grown as bytes come, never at a peer's word alone.
      const larger = allocate(Math.min(until, Math.max(partial.length * 2, this.filled + take)))
      larger.set(partial.subarray(0, this.filled))
      this.partial = partial = larger
    }
    partial.set(bytes.subarray(at, at + take), this.filled)
    this.filled += take
    return at + take
  }
}

const join = (parts: readonly Uint8Array[]): Uint8Array => {
  if (parts.length === 1) return parts[0]
  let size = 0
  for (const part of parts) size += part.length
  const whole = allocate(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
