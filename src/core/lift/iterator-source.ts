// Hot: bench/items.
import type { Enter } from '../async-context.js'
import type { LiveKind } from '../clone/live.js'
import { badIteratorResult, ProtocolError } from '../errors.js'
import { FrameKind, HIGH_BIT } from '../frame/layout.js'
import { nextTurn } from '../next-turn.js'
import { Queue } from '../schedule/queue.js'
import { discardFeed, openFeed, type AnyIterator } from './feed.js'
import type { LiveEnd, LiveLink, Origin, Source, StepKind } from './link.js'
import { RequestOrder } from './request-order.js'
import { awaited } from './thenable.js'

const clock = performance.now.bind(performance)

/** How long a source works before anything else has its turn, in milliseconds. */
const TURN = 2
/** After a step that took so long, items leave before the next one, in milliseconds. */
const SLOW = 0.5

type State =
  /** Nobody has asked it for anything yet. */
  | { readonly kind: 'fresh' }
  | { readonly kind: 'open'; readonly iterator: AnyIterator; readonly next: AnyIterator['next'] }
  | { readonly kind: 'ended' }

/** The owner's end of an iterator or stream: takes its steps, for single requests or ahead of them. */
export class IteratorSource implements Source, LiveEnd {
  readonly side = 'source'
  readonly inUse = true
  private readonly link: LiveLink
  readonly origin: Origin
  private readonly number: number
  private readonly feed: LiveKind
  private readonly value: object
  private readonly enter: Enter
  private state: State = { kind: 'fresh' }
  /** Items that may still be sent unasked. */
  private credit = 0
  private window = 0
  /** Bytes of items that were sent and not consumed yet, and the size of each of them. */
  private ahead = 0
  private readonly sizes = new Queue<number>()
  private position = 0
  /** Values for `next`, since there was a first one: then every step is asked for. */
  private asked: Queue<unknown> | undefined
  /** Requests in their order: a large one is complete only after those behind it. */
  private readonly requests = new RequestOrder()
  /** Whether it has ever run ahead, and whether it does not any more. */
  private ran = false
  private stopped = false
  /** Whether a step of the stream is under way. */
  private stepping = false
  /** Whether the loop that takes steps is waiting for this one's return. */
  private direct = false
  private turnEnd = 0
  private steppedAt = 0

  constructor(link: LiveLink, origin: Origin, number: number, feed: LiveKind, value: object) {
    this.link = link
    this.origin = origin
    this.number = number
    this.feed = feed
    this.value = value
    this.enter = origin.capture?.() ?? link.snapshot()
    origin.opened(this)
  }

  pull(items: number, bytes: number | undefined): void {
    if (bytes !== undefined) {
      this.window = bytes
      this.ran = true
    } else {
      if (items > this.sizes.size) throw new ProtocolError('more items consumed than sent', 0)
      for (let i = 0; i < items; i++) this.ahead -= this.sizes.shift() as number
    }
    this.credit += items
    this.resume()
  }

  step(kind: StepKind, request: number, value: unknown): void {
    this.requests.take(request % HIGH_BIT, () => {
      if (this.state.kind === 'ended') this.link.refuse(kind, this.number, request, value)
      else if (request < HIGH_BIT) this.single(kind, request, value)
      else {
        this.asked ??= new Queue()
        this.asked.push(value)
        this.resume()
      }
    })
  }

  skip(request: number): void {
    this.requests.take(request % HIGH_BIT, () => undefined)
  }

  subscribe(): void {
    // Nobody subscribes to an iterator.
  }

  drained(): void {
    if (this.wanted) this.resume()
  }

  drop(): void {
    if (this.state.kind !== 'ended') this.close()
  }

  abort(reason: unknown): void {
    if (this.state.kind === 'ended') return
    this.link.sendError(FrameKind.broken, this.number, this.position, reason)
    this.close()
  }

  /** Calls a method for a single request. */
  private single(kind: StepKind, request: number, value: unknown): void {
    // What was sent ahead is of no use any more.
    if (kind !== FrameKind.next && this.ran) this.stopped = true
    this.enter(() => this.answer(kind, request, value))
  }

  private answer(kind: StepKind, request: number, value: unknown): void {
    const { link, number, origin } = this
    // Each of them, whatever became of the iterator meanwhile: someone may wait.
    const fail = (error: unknown) => {
      link.sendError(FrameKind.fail, number, request, error)
      this.ended()
    }
    const answered = (done: boolean, item: unknown) => {
      try {
        link.send(done ? FrameKind.done : FrameKind.answer, number, request, item, origin)
      } catch (error) {
        link.sendError(FrameKind.fail, number, request, error)
        return done ? this.ended() : this.close()
      }
      if (done) this.ended()
    }
    try {
      const { iterator, next } = this.open()
      const method = kind === FrameKind.next ? next : methodOf(iterator, kind)
      const result = method.call(iterator, value)
      settle(result, (step) => this.unpack(step, answered, fail), fail)
    } catch (error) {
      fail(error)
    }
  }

  /** Reads the result of a step, whose value may be a promise. */
  private unpack(
    step: unknown,
    took: (done: boolean, value: unknown) => void,
    failed: (error: unknown) => void,
  ): void {
    try {
      if ((typeof step !== 'object' || step === null) && typeof step !== 'function') {
        throw badIteratorResult(step)
      }
      const { done, value } = step as { done?: unknown; value?: unknown }
      settle(
        value,
        (item) => took(Boolean(done), item),
        (error) => {
          // The iterator knows nothing of that: it may still clean up.
          if (!done) this.cleanUp(this.state, ignore)
          failed(error)
        },
      )
    } catch (error) {
      failed(error)
    }
  }

  private resume(): void {
    if (this.stepping) return
    this.turnEnd = clock() + TURN
    this.enter(this.work)
  }

  /** Takes steps ahead of the consumer, for one turn. */
  private readonly work = (): void => {
    const { link } = this
    while (!this.stepping && this.state.kind !== 'ended' && this.wanted && !link.congested) {
      const now = clock()
      // What the last step gave must not wait for a slow one.
      if (now - this.steppedAt > SLOW) link.flush()
      if (now >= this.turnEnd) return this.workLater()
      this.steppedAt = now
      this.take()
    }
  }

  private workLater(): void {
    this.stepping = true
    nextTurn(() => {
      this.stepping = false
      this.resume()
    })
  }

  /** Whether a step may be taken. */
  private get wanted(): boolean {
    if (this.asked !== undefined) return this.asked.size > 0
    // However large it is, one item may always be ahead.
    return !this.stopped && this.credit > 0 && (this.ahead < this.window || this.ahead === 0)
  }

  private take(): void {
    this.stepping = true
    this.direct = true
    try {
      const { iterator, next } = this.open()
      const { asked } = this
      const step = asked === undefined ? next.call(iterator) : next.call(iterator, asked.shift())
      settle(step, this.took, this.failed)
    } catch (error) {
      this.failed(error)
    }
    this.direct = false
  }

  private readonly took = (step: unknown): void => this.unpack(step, this.emit, this.failed)

  private readonly failed = (error: unknown): void => {
    this.stepping = false
    if (this.state.kind === 'ended') return
    this.link.sendError(FrameKind.broken, this.number, this.position, error)
    this.ended()
  }

  private readonly emit = (done: boolean, value: unknown): void => {
    this.stepping = false
    if (this.state.kind === 'ended') return
    const { link, number, position, origin } = this
    try {
      if (done) {
        link.send(FrameKind.end, number, position, value, origin)
        return this.ended()
      }
      const size = link.item(number, position, value, origin)
      this.position = (position + 1) >>> 0
      // What is asked for one by one is not ahead.
      if (this.asked === undefined) {
        this.credit--
        this.ahead += size
        this.sizes.push(size)
      }
    } catch (error) {
      link.sendError(FrameKind.broken, number, position, error)
      return done ? this.ended() : this.close()
    }
    // Else the loop that took the step goes on.
    if (!this.direct) this.work()
  }

  /** The iterator, and its `next`, which is looked up once. */
  private open(): State & { readonly kind: 'open' } {
    const { state } = this
    if (state.kind === 'open') return state
    const iterator = openFeed(this.feed, this.value)
    const opened = { kind: 'open', iterator, next: iterator.next } as const
    this.state = opened
    return opened
  }

  /** Ends it from outside: the iterator may clean up. */
  private close(): void {
    const { state } = this
    if (state.kind === 'ended') return
    this.conclude()
    this.cleanUp(state, () => this.origin.closed(this))
  }

  private conclude(): void {
    this.state = { kind: 'ended' }
    this.link.disown(this.number)
    // Requests that wait for a large one before them are refused as those that come later.
    this.requests.drain()
  }

  /** Whatever cleaning up comes to: nobody is left to hear of it. */
  private cleanUp(state: State, over: () => void): void {
    const { feed, value } = this
    this.enter(() => {
      try {
        if (state.kind === 'fresh') settle(discardFeed(feed, value), over, over)
        else if (state.kind === 'open') settle(state.iterator.return?.(), over, over)
        else over()
      } catch {
        over()
      }
    })
  }

  private ended(): void {
    if (this.state.kind === 'ended') return
    this.conclude()
    this.origin.closed(this)
  }
}

const ignore = (): void => undefined

const methodOf = (iterator: AnyIterator, kind: StepKind): AnyIterator['next'] => {
  const method = kind === FrameKind.return ? iterator.return : iterator.throw
  if (typeof method !== 'function') throw new TypeError('the iterator has no such method')
  return method
}

/** Hands on a value, or what it comes to when it is a promise. */
const settle = (
  value: unknown,
  took: (value: unknown) => void,
  failed: (error: unknown) => void,
): void => {
  const promise = awaited(value)
  if (promise === undefined) took(value)
  else promise.then(took, failed)
}
