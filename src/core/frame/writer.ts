// Hot: bench/pool. Frames of one tick lie side by side in a slab and leave as one packet.
import { Limit } from '../clone/tags.js'
import { allocate, plain } from '../clone/text.js'
import type { Packet } from '../transport.js'
import { FrameKind, HEADER_SIZE, ITEM_HEADER, MARK, Offset } from './layout.js'

/** Large enough for some thousand small calls, small enough to stay in the processor's cache. */
const SLAB = 64 * 1024

const NONE: readonly unknown[] = []

/** Collects frames until they are taken as packets. Bytes once taken are never written again. */
export class FrameWriter {
  private bytes: Uint8Array = new Uint8Array(0)
  private view = new DataView(this.bytes.buffer)
  private start = 0
  private at = 0
  private attachments: unknown[] | undefined
  /** Packets that are complete, because a large value follows or a slab was full. */
  private complete: Packet[] = []
  /** The frame that was written last, when it has items and further ones may join them. */
  private open: { readonly at: number; readonly id: number } | undefined

  /**
   * Appends a frame whose value is `value[start]` to `value[start + size - 1]`. A small value is copied; the memory
   * of a large one is taken over.
   */
  write(
    kind: FrameKind,
    id: number,
    detail: number,
    value?: Uint8Array,
    size = 0,
    attachments: readonly unknown[] = NONE,
    start = 0,
  ): void {
    const large = size >= Limit.LARGE
    const room = large ? HEADER_SIZE : HEADER_SIZE + size
    if (this.at + room > this.bytes.length) this.nextSlab(room)
    this.open = undefined
    const { at, bytes, view } = this
    view.setUint16(at + Offset.MARK, MARK, true)
    bytes[at + Offset.KIND] = kind
    bytes[at + Offset.ATTACHMENTS] = attachments.length
    view.setUint32(at + Offset.SIZE, size, true)
    view.setUint32(at + Offset.ID, id, true)
    view.setUint32(at + Offset.DETAIL, detail, true)
    this.at = at + room
    if (attachments.length > 0) (this.attachments ??= []).push(...attachments)
    if (value === undefined || size === 0) return
    if (large) {
      this.cut()
      this.append(value.subarray(start, start + size))
      return
    }
    this.copy(value, start, size, at + HEADER_SIZE)
  }

  /** Appends the beginning of a frame whose value is sent past this writer, or by `append`. */
  announce(kind: FrameKind, id: number, detail: number, size: number): void {
    this.write(kind, id, detail)
    this.view.setUint32(this.at - HEADER_SIZE + Offset.SIZE, size, true)
    this.cut()
  }

  /** Appends what was announced, whose memory is taken over. */
  append(value: Uint8Array): void {
    this.complete.push({ bytes: value, attachments: NONE })
  }

  /** Appends an item of a stream, to the frame with the items before it where nothing came between. */
  item(id: number, position: number, value: Uint8Array, size: number): void {
    const room = ITEM_HEADER + size
    if (this.open?.id !== id || this.at + room > this.bytes.length) {
      // A frame must not be cut from its items.
      if (this.at + HEADER_SIZE + room > this.bytes.length) this.nextSlab(HEADER_SIZE + room)
      this.write(FrameKind.items, id, position)
      this.open = { at: this.at - HEADER_SIZE, id }
    }
    const { at, view } = this
    view.setUint32(at, size, true)
    const from = at + ITEM_HEADER
    this.copy(value, 0, size, from)
    this.at = from + size
    const frame = this.open.at
    view.setUint32(frame + Offset.SIZE, this.at - frame - HEADER_SIZE, true)
  }

  private copy(value: Uint8Array, start: number, size: number, to: number): void {
    const { bytes } = this
    // Below this size a loop is faster than making a view to copy from.
    if (size <= 48) for (let i = 0; i < size; i++) bytes[to + i] = value[start + i]
    else bytes.set(size === value.length ? value : value.subarray(start, start + size), to)
  }

  /** Whether everything was taken. */
  get isEmpty(): boolean {
    return this.complete.length === 0 && this.at === this.start
  }

  /** The next packet, for the connection to own; `undefined` when everything was taken. */
  next(): Packet | undefined {
    if (this.complete.length === 0) return this.at === this.start ? undefined : this.rest()
    return this.complete.shift()
  }

  /** What was written to the slab since the last time. */
  private rest(): Packet {
    const bytes = this.bytes.subarray(this.start, this.at)
    const attachments = this.attachments ?? NONE
    this.start = this.at
    this.attachments = undefined
    this.open = undefined
    return { bytes, attachments }
  }

  private cut(): void {
    if (this.at > this.start) this.complete.push(this.rest())
  }

  private nextSlab(room: number): void {
    this.cut()
    this.bytes = plain(allocate(Math.max(SLAB, room)))
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)
    this.start = 0
    this.at = 0
  }
}
