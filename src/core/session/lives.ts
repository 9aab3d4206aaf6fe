import type { Enter } from '../async-context.js'
import { Live, LiveKind } from '../clone/live.js'
import { Undecodable } from '../clone/value-reader.js'
import { ProtocolError } from '../errors.js'
import { FrameKind, HIGH_BIT } from '../frame/layout.js'
import { IteratorMirror } from '../lift/iterator-mirror.js'
import { IteratorSource } from '../lift/iterator-source.js'
import type { LiveLink, Mirror, Origin, Source, StepKind, StreamEvent } from '../lift/link.js'
import { liveIterator, liveStream } from '../lift/live-iterator.js'
import type { Subscribable } from '../lift/living.js'
import { liveObservable } from '../lift/observable-mirror.js'
import { ObservableSource } from '../lift/observable-source.js'
import { liftedOf, type Lifted, type Lifting, type Numbers } from './lifted.js'
import type { Session } from './session.js'
import { Untaken } from './untaken.js'
import { unreachable } from '../unreachable.js'

/** The living objects on both sides of a session: those that are owned here, and those that came. */
export class Lives implements LiveLink {
  private readonly session: Session
  private readonly lifting: Lifting
  private readonly numbers: Numbers
  private readonly sources = new Map<number, Source>()
  private readonly mirrors = new Map<number, { readonly mirror: Mirror; readonly origin: Origin }>()
  private readonly untaken = new Untaken()
  private lastSubscription = 0
  private over = false
  /** How often it was asked for anything, or asked itself. */
  activity = 0

  constructor(session: Session, lifting: Lifting, numbers: Numbers) {
    this.session = session
    this.lifting = lifting
    this.numbers = numbers
  }

  /** What to send for a value: if that is alive, it stays here. */
  lift(value: unknown, origin: Origin): unknown {
    const lifted = liftedOf(value, this.lifting, this.numbers, origin.window)
    if (lifted === undefined) return value
    this.serve(lifted, origin)
    return lifted.live
  }

  /** Lets the other side use what stays here. */
  serve({ live, value }: Lifted, origin: Origin): void {
    const { kind, number } = live
    const source =
      kind === LiveKind.OBSERVABLE
        ? new ObservableSource(this, origin, number, value as Subscribable)
        : new IteratorSource(this, origin, number, kind, value)
    this.own(number, source)
  }

  /** Forgets the living objects of a call that nobody has touched, and leaves them as they are. */
  release(origin: Origin): void {
    for (const [number, source] of this.sources) {
      if (source.origin === origin) this.sources.delete(number)
    }
  }

  /** Nobody will ever ask for a living object of this side. */
  drop({ number }: Live): void {
    this.sources.get(number)?.drop()
  }

  /** What came, as users get it. */
  lower(value: unknown, origin: Origin): unknown {
    if (!(value instanceof Live)) return value
    const { kind, number, methods } = value
    const window = value.window.items + value.window.bytes > 0 ? value.window : origin.window
    if (this.mirrors.has(number)) throw new ProtocolError(`the living object ${number} twice`, 0)
    switch (kind) {
      case LiveKind.ITERATOR:
        return liveIterator(new IteratorMirror(this, origin, number, window), methods)
      case LiveKind.STREAM:
        return liveStream(new IteratorMirror(this, origin, number, window))
      case LiveKind.OBSERVABLE:
        return liveObservable(this, origin, number)
      default:
        return unreachable(kind)
    }
  }

  /** The same for a list, in which one may stand more than once. */
  lowerAll(values: readonly unknown[], origin: Origin): unknown[] {
    const lowered = new Map<unknown, unknown>()
    return values.map((value) => {
      if (!lowered.has(value)) lowered.set(value, this.lower(value, origin))
      return lowered.get(value)
    })
  }

  /** Takes a frame of one of the kinds that concern living objects; gives whether it was one. */
  frame(kind: number, id: number, detail: number): boolean {
    switch (kind) {
      case FrameKind.next:
      case FrameKind.return:
      case FrameKind.throw:
        this.step(kind, id, detail)
        return true
      case FrameKind.pull: {
        const bytes = this.session.read()
        if (bytes !== undefined && !(typeof bytes === 'number' && bytes >= 0)) {
          throw new ProtocolError('a window that is no number', 0)
        }
        this.asked(id)?.pull(detail, bytes)
        return true
      }
      case FrameKind.skip:
        this.sources.get(id)?.skip(detail)
        return true
      case FrameKind.subscribe:
        if (detail < HIGH_BIT || this.sources.has(detail)) {
          throw new ProtocolError(`the number ${detail} for a subscription`, 0)
        }
        this.subscribe(id, detail)
        return true
      case FrameKind.drop:
        this.sources.get(id)?.drop()
        return true
      case FrameKind.answer:
      case FrameKind.done:
      case FrameKind.fail:
        this.receive(id, (mirror, value, failed) =>
          mirror.answer(failed ? FrameKind.fail : kind, detail, value),
        )
        return true
      case FrameKind.items:
        this.items(id, detail)
        return true
      case FrameKind.item:
        this.event('item', id, detail)
        return true
      case FrameKind.end:
        this.event('end', id, detail)
        return true
      case FrameKind.broken:
        this.event('broken', id, detail)
        return true
      default:
        return false
    }
  }

  /** The rest of a large value cannot be sent; gives whether it was one of a living object. */
  aborted(kind: number, id: number, detail: number, error: unknown): boolean {
    switch (kind) {
      case FrameKind.item:
      case FrameKind.end:
      case FrameKind.broken:
        this.sendError(FrameKind.broken, id, detail, error)
        this.sources.get(id)?.drop()
        return true
      case FrameKind.answer:
      case FrameKind.done:
      case FrameKind.fail:
        this.sendError(FrameKind.fail, id, detail, error)
        this.sources.get(id)?.drop()
        return true
      case FrameKind.next:
      case FrameKind.return:
      case FrameKind.throw:
        this.session.send(FrameKind.skip, id, detail, undefined)
        this.mirrors.get(id)?.mirror.unsent(detail, error)
        return true
      default:
        return false
    }
  }

  /** What the other side asks for something. */
  private asked(id: number): Source | undefined {
    const source = this.sources.get(id)
    source?.origin.used()
    return source
  }

  private subscribe(id: number, subscription: number): void {
    const source = this.asked(id)
    if (source !== undefined) return source.subscribe(subscription)
    const gone = new DOMException('the observable is at its end with its call', 'AbortError')
    this.session.sendValue(FrameKind.broken, subscription, 0, gone, 'error')
  }

  private step(kind: StepKind, id: number, request: number): void {
    const source = this.asked(id)
    let value
    try {
      value = this.session.read()
      if (source !== undefined) value = this.lower(value, source.origin)
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      if (request >= HIGH_BIT) return source?.abort(error.error)
      this.sendError(FrameKind.fail, id, request, error.error)
      // For the other side that was the end.
      source?.skip(request)
      return source?.drop()
    }
    if (source === undefined) this.refuse(kind, id, request, value)
    else source.step(kind, request, value)
  }

  /** What comes for someone who is at the end counts for nothing, but it may be alive. */
  private ignore(): void {
    try {
      this.sendBack(this.session.read())
      this.session.ignore()
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
    }
  }

  /** Tells the owner of a living object that nobody got it. */
  private sendBack(value: unknown): void {
    if (value instanceof Live) this.session.send(FrameKind.drop, value.number, 0, undefined)
  }

  /** Reads the value of a frame for a mirror, or why it cannot be read. */
  private receive(
    id: number,
    take: (mirror: Mirror, value: unknown, failed: boolean) => void,
  ): void {
    const entry = this.mirrors.get(id)
    if (entry === undefined) return this.ignore()
    let value
    let failed = false
    try {
      value = this.lower(this.session.read(), entry.origin)
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      value = error.error
      failed = true
    }
    take(entry.mirror, value, failed)
    if (failed) this.send(FrameKind.drop, id, 0, undefined, entry.origin)
  }

  private event(event: StreamEvent, id: number, position: number): void {
    this.receive(id, (mirror, value, failed) => {
      const { attachments } = this.session
      // A subscriber gets everything at once.
      if (attachments.length > 0 && !failed && id < HIGH_BIT)
        this.untaken.add(id, value, attachments)
      mirror.event(failed ? 'broken' : event, position, value)
    })
  }

  private items(id: number, first: number): void {
    const entry = this.mirrors.get(id)
    if (entry === undefined) return this.session.readItems((value) => this.sendBack(value))
    const { mirror, origin } = entry
    let position = first
    try {
      this.session.readItems((value) => {
        mirror.event('item', position, this.lower(value, origin))
        position = (position + 1) >>> 0
      })
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      mirror.event('broken', position, error.error)
      this.send(FrameKind.drop, id, 0, undefined, origin)
    }
  }

  /** The connection takes frames again. */
  drained(): void {
    for (const source of this.sources.values()) source.drained()
  }

  /** The link is gone: what came is lost, and nobody asks for what is here. */
  end(reasonFor: (origin: Origin) => unknown): void {
    if (this.over) return
    this.over = true
    for (const source of this.sources.values()) source.drop()
    for (const { mirror, origin } of this.mirrors.values()) mirror.lost(reasonFor(origin))
  }

  get congested(): boolean {
    return this.session.congested
  }

  send(kind: FrameKind, id: number, detail: number, value: unknown, origin: Origin): void {
    this.activity++
    this.session.sendValue(kind, id, detail, this.lift(value, origin), 'value')
  }

  item(id: number, position: number, value: unknown, origin: Origin): number {
    return this.session.sendItem(id, position, this.lift(value, origin))
  }

  sendError(kind: FrameKind, id: number, detail: number, error: unknown): void {
    this.activity++
    try {
      this.session.sendValue(kind, id, detail, error, 'error')
    } catch (unsendable) {
      try {
        this.session.sendValue(kind, id, detail, unsendable, 'error')
      } catch {
        const last = new TypeError('the error cannot be sent, and neither can the reason')
        this.session.sendValue(kind, id, detail, last, 'error')
      }
    }
  }

  refuse(kind: StepKind, id: number, request: number, value: unknown): void {
    this.sendBack(value)
    // Its place would be in the stream, which has come to its end.
    if (request >= HIGH_BIT) return
    if (kind === FrameKind.throw) return this.sendError(FrameKind.fail, id, request, value)
    const returned = kind === FrameKind.return && !(value instanceof Live) ? value : undefined
    this.session.sendValue(FrameKind.done, id, request, returned, 'value')
  }

  taken(number: number, item: unknown): void {
    this.untaken.taken(number, item)
  }

  letGo(number: number): void {
    this.session.release(this.untaken.take(number))
  }

  snapshot(): Enter {
    return this.session.snapshot()
  }

  flush(): void {
    this.session.flush()
  }

  own(number: number, source: Source): void {
    this.sources.set(number, source)
  }

  disown(number: number): void {
    this.sources.delete(number)
  }

  mirror(number: number, mirror: Mirror, origin: Origin): void {
    this.mirrors.set(number, { mirror, origin })
  }

  forget(number: number): void {
    this.mirrors.delete(number)
  }

  subscription(): number {
    do this.lastSubscription = (this.lastSubscription % (HIGH_BIT - 1)) + 1
    while (this.mirrors.has(this.lastSubscription + HIGH_BIT))
    return this.lastSubscription + HIGH_BIT
  }
}
