// Hot: bench/items.
import type { Window } from '../clone/live.js'
import { ProtocolError } from '../errors.js'
import { FrameKind, HIGH_BIT } from '../frame/layout.js'
import { Queue } from '../schedule/queue.js'
import type {
  AnswerKind,
  LiveEnd,
  LiveLink,
  Mirror,
  Origin,
  StepKind,
  StreamEvent,
} from './link.js'
import { ArgumentOrder } from './argument-order.js'
import { Sequence } from './sequence.js'
import { awaited } from './thenable.js'

/** Calls of `next` in a row without a value, after which no value is expected any more. */
const PLAIN = 2
/** The same where the language iterates: then one is enough. */
const PLAIN_ITERATED = 1

type Step = IteratorResult<unknown, unknown>

/** Someone who waits for the outcome of a method. */
interface Request {
  readonly number: number
  readonly resolve: (step: Step) => void
  readonly reject: (error: unknown) => void
}

type Conclusion =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly error: unknown }

/** How items come. */
type Flow =
  /** One for each request. */
  | 'lockstep'
  /** Ahead of requests. */
  | 'ahead'
  /** As a stream, but each of them is asked for: there was a value for `next`. */
  | 'stepping'
  /** `return` or `throw` was called in the middle of a stream, whose items are of no use any more. */
  | 'left'

/** The other end of an iterator: asks its owner for single steps, or lets it run ahead. */
export class IteratorMirror implements Mirror, LiveEnd {
  readonly side = 'mirror'
  inUse = false
  /** Whether `Symbol.asyncIterator` was called. */
  iterated = false
  /** Whether there cannot be values for `next`. */
  eager = false
  private readonly link: LiveLink
  private readonly origin: Origin
  private readonly number: number
  private readonly window: Window
  private flow: Flow = 'lockstep'
  private plain = 0
  private readonly requests = new Map<number, Request>()
  private lastRequest = 0
  private items: Queue<unknown> | undefined
  private waiting: Queue<Request> | undefined
  private consumed = 0
  /** Items that may still come unasked. */
  private allowed = 0
  private conclusion: Conclusion | undefined
  private ended = false
  private released = false
  private sequence: Sequence | undefined
  private readonly order = new ArgumentOrder()
  /** The object that users hold must live as long as someone waits for it. */
  private face: object | undefined

  constructor(link: LiveLink, origin: Origin, number: number, window: Window) {
    this.link = link
    this.origin = origin
    this.number = number
    this.window = window
    link.mirror(number, this, origin)
    origin.opened(this)
  }

  /** Calls a method of the iterator, behind those called before. */
  call(kind: StepKind, face: object, given: boolean, value: unknown): Promise<Step> {
    let promise
    try {
      promise = given ? awaited(value) : undefined
    } catch (error) {
      return Promise.reject(error)
    }
    if (promise === undefined && !this.order.isBusy) return this.step(kind, face, given, value)
    const arrived = this.order.wait(promise ?? value)
    return arrived.then((argument) => this.step(kind, face, given, argument))
  }

  private step(kind: StepKind, face: object, given: boolean, value: unknown): Promise<Step> {
    if (this.ended) return afterEnd(kind, value)
    this.inUse = true
    if (kind !== FrameKind.next) return this.leave(kind, face, value)
    const plain = this.iterated ? value === undefined : !given
    if (this.flow === 'lockstep' && !(plain && this.mayRunAhead())) {
      if (!plain) this.plain = -Infinity
      return this.request(kind, face, value)
    }
    if (this.flow === 'left') return this.request(kind, face, value)
    if (!plain) this.flow = 'stepping'
    let request = 0
    if (this.flow === 'stepping' && this.conclusion === undefined) {
      try {
        request = this.ask(kind, HIGH_BIT, value)
        this.allowed++
      } catch (error) {
        return Promise.reject(error)
      }
    }
    return this.nextItem(face, request)
  }

  /** @param request the number of the request for it, if there was one */
  private nextItem(face: object, number: number): Promise<Step> {
    const { items } = this
    if (items !== undefined && items.size > 0) {
      const value = items.shift()
      this.consume(value)
      return Promise.resolve({ value, done: false })
    }
    if (this.conclusion !== undefined) return this.conclude(this.conclusion)
    // Few large items may have used up the window of bytes.
    this.refill()
    return new Promise<Step>((resolve, reject) => {
      this.waiting ??= new Queue()
      this.wait(face)
      this.waiting.push({ number, resolve, reject })
    })
  }

  private mayRunAhead(): boolean {
    const { window } = this
    if (window.items === 0 || this.requests.size > 0) return false
    const enough = this.eager ? 0 : this.iterated ? PLAIN_ITERATED : PLAIN
    if (this.plain++ < enough) return false
    this.flow = 'ahead'
    this.sequence = new Sequence(this.handle)
    this.items = new Queue()
    this.allowed = window.items
    this.link.send(FrameKind.pull, this.number, window.items, window.bytes, this.origin)
    return true
  }

  private consume(item: unknown): void {
    this.link.taken(this.number, item)
    if (++this.consumed * 2 >= this.window.items) this.refill()
  }

  /** Lets the owner send as many items as were consumed. */
  private refill(): void {
    if (this.flow !== 'ahead' || this.conclusion !== undefined || this.consumed === 0) return
    this.link.send(FrameKind.pull, this.number, this.consumed, undefined, this.origin)
    this.allowed += this.consumed
    this.consumed = 0
  }

  private leave(kind: StepKind, face: object, value: unknown): Promise<Step> {
    if (this.conclusion === undefined) {
      // Only when it is on its way: else the stream goes on as it was.
      return this.request(kind, face, value, () => {
        if (this.flow !== 'lockstep') this.flow = 'left'
        this.letGo()
      })
    }
    this.end()
    return afterEnd(kind, value)
  }

  private request(kind: StepKind, face: object, value: unknown, sent?: () => void): Promise<Step> {
    if (this.conclusion !== undefined) return this.conclude(this.conclusion)
    return new Promise<Step>((resolve, reject) => {
      const number = this.ask(kind, 0, value)
      sent?.()
      this.wait(face)
      this.requests.set(number, { number, resolve, reject })
    })
  }

  /**
   * Sends a request; gives its number.
   * @throws TypeError for a value that cannot be sent: then there is no request
   */
  private ask(kind: StepKind, flag: number, value: unknown): number {
    const number = (this.lastRequest % (HIGH_BIT - 1)) + 1
    this.link.send(kind, this.number, number + flag, value, this.origin)
    this.lastRequest = number
    return number
  }

  answer(kind: AnswerKind, number: number, value: unknown): void {
    const request = this.requests.get(number)
    if (request === undefined) return
    this.requests.delete(number)
    if (kind === FrameKind.fail) request.reject(value)
    else request.resolve({ value, done: kind === FrameKind.done })
    if (kind === FrameKind.answer && !this.ended) this.rest()
    else this.end()
  }

  unsent(detail: number, error: unknown): void {
    const number = detail % HIGH_BIT
    const request = detail < HIGH_BIT ? this.requests.get(number) : this.withdraw(number)
    this.requests.delete(number)
    request?.reject(error)
    if (this.ended) this.end()
    else this.rest()
  }

  /** Takes a request out of those that wait for an item. */
  private withdraw(number: number): Request | undefined {
    const { waiting } = this
    let found: Request | undefined
    for (let left = waiting?.size ?? 0; left > 0; left--) {
      const request = waiting?.shift() as Request
      if (request.number === number) found = request
      else waiting?.push(request)
    }
    return found
  }

  event(event: StreamEvent, position: number, value: unknown): void {
    if (event === 'item' && --this.allowed < 0) {
      throw new ProtocolError(`an item of ${this.number} that nobody asked for`, 0)
    }
    // Whatever ends what was never a stream.
    if (this.sequence === undefined) this.handle(event, value)
    else this.sequence.take(event, position, value)
  }

  private readonly handle = (event: StreamEvent, value: unknown): void => {
    if (this.ended || this.conclusion !== undefined) return this.link.letGo(this.number)
    if (event === 'item') {
      const request = this.waiting?.shift()
      if (request === undefined) {
        // Behind `return` or `throw` nobody asks for it.
        if (this.items === undefined) this.link.letGo(this.number)
        else this.items.push(value)
        return
      }
      request.resolve({ value, done: false })
      this.consume(value)
      // The owner may have stopped for the bytes that it had sent.
      if ((this.waiting?.size ?? 0) > 0) this.refill()
      this.rest()
      return
    }
    this.over(event === 'end' ? { kind: 'returned', value } : { kind: 'broken', error: value })
  }

  /** The owner has come to the end. */
  private over(conclusion: Conclusion): void {
    this.conclusion = conclusion
    if (this.requests.size === 0) this.link.forget(this.number)
    const request = this.waiting?.shift()
    if (request !== undefined) void this.conclude(conclusion).then(request.resolve, request.reject)
    else if (this.flow === 'left') this.end()
    else if (this.flow === 'lockstep' && this.rejectAll(valueOf(conclusion))) this.end()
  }

  /** The outcome of the step that finds the end. */
  private conclude(conclusion: Conclusion): Promise<Step> {
    this.end()
    return conclusion.kind === 'returned'
      ? Promise.resolve({ value: conclusion.value, done: true })
      : Promise.reject(conclusion.error)
  }

  /** It is at its end: whoever waits for an item is told so. Single requests are all answered yet. */
  private end(): void {
    this.ended = true
    this.letGo()
    for (let next = this.waiting?.shift(); next !== undefined; next = this.waiting?.shift()) {
      next.resolve({ value: undefined, done: true })
    }
    this.rest()
    if (this.requests.size > 0) return
    this.link.forget(this.number)
    this.release()
  }

  /** Nobody gets what has come and was not taken. */
  private letGo(): void {
    this.items = undefined
    this.link.letGo(this.number)
  }

  private release(): void {
    if (this.released) return
    this.released = true
    this.origin.closed(this)
  }

  lost(error: unknown): void {
    if (this.released || (this.conclusion !== undefined && this.requests.size === 0)) return
    const told = this.rejectAll(error)
    if (this.conclusion === undefined && !this.ended) this.over({ kind: 'broken', error })
    if (told || this.ended) this.end()
  }

  abort(reason: unknown): void {
    if (this.released) return
    this.letGo()
    const told = this.rejectAll(reason)
    if (this.conclusion === undefined) this.link.forget(this.number)
    // The next one who asks is told, once.
    if (told || this.ended) this.end()
    else {
      this.conclusion = { kind: 'broken', error: reason }
      this.release()
    }
  }

  /** Nobody holds the iterator any more. */
  forgotten(): void {
    if (this.ended) return
    if (this.conclusion === undefined) {
      this.link.send(FrameKind.drop, this.number, 0, undefined, this.origin)
    }
    this.end()
  }

  /** Whether anyone waited. */
  private rejectAll(error: unknown): boolean {
    const stopped = this.order.stop(error)
    const told = stopped || this.requests.size > 0 || (this.waiting?.size ?? 0) > 0
    for (let next = this.waiting?.shift(); next !== undefined; next = this.waiting?.shift()) {
      next.reject(error)
    }
    for (const { reject } of this.requests.values()) reject(error)
    this.requests.clear()
    this.rest()
    return told
  }

  private wait(face: object): void {
    if (this.face !== undefined) return
    this.face = face
    this.origin.waits()
  }

  private rest(): void {
    if (this.face === undefined || this.requests.size > 0 || (this.waiting?.size ?? 0) > 0) return
    this.face = undefined
    this.origin.rests()
  }
}

const valueOf = (conclusion: Conclusion): unknown =>
  conclusion.kind === 'broken' ? conclusion.error : conclusion.value

/** What a method of an iterator gives that has come to its end. */
const afterEnd = (kind: StepKind, value: unknown): Promise<Step> =>
  kind === FrameKind.throw
    ? Promise.reject(value)
    : Promise.resolve({ value: kind === FrameKind.return ? value : undefined, done: true })
