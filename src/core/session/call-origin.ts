import type { Window } from '../clone/live.js'
import type { LiveEnd, Origin } from '../lift/link.js'
import { DEFAULT_WINDOW, type Call, type Terms } from './call.js'
import type { Method } from './method.js'

/** Who is told what becomes of the living objects of a call. */
export interface OriginOwner {
  /** Someone waits for the worker, or does no longer. */
  waits(): void
  rests(): void
  /** A living result has come to its end. */
  rested(): void
  /** The call is answered, and all its living results have come to their end. */
  over(id: number): void
}

/** The living objects of one call, on the caller's side: among its arguments, and what it came to. */
export class CallOrigin implements Origin {
  readonly id: number
  readonly method: Method
  /** Not the call itself: that keeps its promise, and the promise what it came to. */
  readonly terms: Terms | undefined
  private readonly owner: OriginOwner
  private readonly sources = new Set<LiveEnd>()
  private readonly mirrors = new Set<LiveEnd>()
  private answered = false
  /** Whether the worker has asked for anything of its arguments: then the function has begun. */
  isUsed = false

  constructor(id: number, { method, terms }: Call, owner: OriginOwner) {
    this.id = id
    this.method = method
    this.terms = terms
    this.owner = owner
  }

  get window(): Window {
    return this.terms?.window ?? DEFAULT_WINDOW
  }

  used(): void {
    this.isUsed = true
  }

  /** Whether something of the worker's is still of use. */
  get lives(): boolean {
    return this.mirrors.size > 0
  }

  /** Whether someone is in the middle of using it. */
  get inUse(): boolean {
    for (const mirror of this.mirrors) if (mirror.inUse) return true
    return false
  }

  opened(end: LiveEnd): void {
    this.setOf(end).add(end)
  }

  closed(end: LiveEnd): void {
    this.setOf(end).delete(end)
    this.check()
    if (end.side === 'mirror') this.owner.rested()
  }

  private setOf(end: LiveEnd): Set<LiveEnd> {
    return end.side === 'source' ? this.sources : this.mirrors
  }

  waits(): void {
    this.owner.waits()
  }

  rests(): void {
    this.owner.rests()
  }

  /** The call has come to something, and what is alive of that is known. */
  answer(): void {
    this.answered = true
    this.check()
  }

  abort(reason: unknown): void {
    for (const end of [...this.mirrors, ...this.sources]) end.abort(reason)
  }

  /** Arguments live as long as their call, and what it came to. */
  private check(): void {
    if (!this.answered || this.mirrors.size > 0) return
    this.answered = false
    const sources = [...this.sources]
    this.owner.over(this.id)
    if (sources.length === 0) return
    const reason = new DOMException('the call that this was an argument of is over', 'AbortError')
    for (const source of sources) source.abort(reason)
  }
}
