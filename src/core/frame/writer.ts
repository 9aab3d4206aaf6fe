// Hot: bench/pool. Frames of one tick lie side by side in a slab and leave as one packet.
import type { Packet } from '../transport.js'
import { allocate } from '../clone/text.js'
import { HEADER_SIZE, MARK, Offset, type FrameKind } from './layout.js'

/** Large enough for some thousand small calls, small enough to stay in the processor's cache. */
const SLAB = 64 * 1024

const NONE: readonly unknown[] = []

/** Collects frames until they are taken as a packet. Bytes once taken are never written again. */
export class FrameWriter {
  private bytes: Uint8Array = new Uint8Array(0)
  private view = new DataView(this.bytes.buffer)
  private start = 0
  private at = 0
  private attachments: unknown[] | undefined

  get empty(): boolean {
    return this.at === this.start
  }

  /** Appends a frame whose value is `value[0]` to `value[size - 1]`. */
  write(
    kind: FrameKind,
    id: number,
    detail: number,
    value?: Uint8Array,
    size = 0,
    attachments: readonly unknown[] = NONE,
  ): void {
    this.ensure(HEADER_SIZE + size)
    const { at, bytes, view } = this
    view.setUint16(at + Offset.MARK, MARK, true)
    bytes[at + Offset.KIND] = kind
    bytes[at + Offset.ATTACHMENTS] = attachments.length
    view.setUint32(at + Offset.SIZE, size, true)
    view.setUint32(at + Offset.ID, id, true)
    view.setUint32(at + Offset.DETAIL, detail, true)
    if (value !== undefined && size > 0) {
      const from = at + HEADER_SIZE
      // Below this size a loop is faster than making a view to copy from.
      if (size <= 48) for (let i = 0; i < size; i++) bytes[from + i] = value[i]
      else bytes.set(size === value.length ? value : value.subarray(0, size), from)
    }
    this.at = at + HEADER_SIZE + size
    if (attachments.length > 0) (this.attachments ??= []).push(...attachments)
  }

  /** Everything written since the last time, for the connection to own. */
  take(): Packet {
    const bytes = this.bytes.subarray(this.start, this.at)
    const attachments = this.attachments ?? NONE
    this.start = this.at
    this.attachments = undefined
    return { bytes, attachments }
  }

  private ensure(room: number): void {
    if (this.at + room <= this.bytes.length) return
    const pending = this.bytes.subarray(this.start, this.at)
    const needed = pending.length + room
    // A frame larger than a slab brings its own memory, with no slack: it is sent once and dropped.
    const bytes = allocate(needed > SLAB ? Math.max(needed, pending.length * 2) : SLAB)
    bytes.set(pending)
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.start = 0
    this.at = pending.length
  }
}
