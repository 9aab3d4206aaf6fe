import type { StreamEvent } from './link.js'

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

  take(event: StreamEvent, position: number, value: unknown): void {
    if (position !== this.expected) {
      this.early ??= new Map()
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
