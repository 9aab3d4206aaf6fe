import { ProtocolError } from '../errors.js'
import type { StreamEvent } from './link.js'

/** Positions wrap around: so far ahead is behind. */
const HALF = 0x80000000

type Handle = (event: StreamEvent, value: unknown) => void

/**
 * Puts the events of a stream in order. They come in order but for the end of large items, which are
 * complete only when their last chunk has come.
 */
export class Sequence {
  private readonly handle: Handle
  private expected = 0
  private early: Map<number, { readonly event: StreamEvent; readonly value: unknown }> | undefined

  constructor(handle: Handle) {
    this.handle = handle
  }

  /** @throws ProtocolError for a position that came before */
  take(event: StreamEvent, position: number, value: unknown): void {
    if (position !== this.expected) {
      this.early ??= new Map()
      const ahead = (position - this.expected) >>> 0
      if (ahead >= HALF || this.early.has(position)) {
        throw new ProtocolError(`position ${position} of a stream twice`, 0)
      }
      this.early.set(position, { event, value })
      return
    }
    this.deliver(event, value)
    while (this.early !== undefined) {
      const next = this.early.get(this.expected)
      if (next === undefined) return
      this.early.delete(this.expected)
      if (this.early.size === 0) this.early = undefined
      this.deliver(next.event, next.value)
    }
  }

  private deliver(event: StreamEvent, value: unknown): void {
    this.expected = (this.expected + 1) >>> 0
    this.handle(event, value)
  }
}
