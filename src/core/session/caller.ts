// Hot: bench/pool.
import type { Encoder } from '../clone/encoder.js'
import { attachmentsOf } from '../clone/encoded.js'
import { Live } from '../clone/live.js'
import type { Shapes } from '../clone/shapes.js'
import { Undecodable } from '../clone/value-reader.js'
import { LoadError, ProtocolError } from '../errors.js'
import { FrameKind, HIGH_BIT } from '../frame/layout.js'
import type { CloseReason, Connection } from '../transport.js'
import type { CallOrigin, OriginOwner } from './call-origin.js'
import type { Call, Method } from './call.js'
import type { CallerOwner } from './caller-owner.js'
import { Cancellations } from './cancellations.js'
import { isOfConcern, judge, type LastWords, type LeftCalls } from './fate.js'
import type { Numbers } from './lifted.js'
import { Lives } from './lives.js'
import { checkHello } from './hello.js'
import { Origins } from './origins.js'
import { Session, type Role } from './session.js'

const clock = performance.now.bind(performance)

/** How long a worker may take to end after its last words, in milliseconds. */
const LAST_BREATH = 1000

type State =
  /** The worker has not spoken yet: nothing may be sent. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'open' }
  /** The worker has spoken its last words: calls wait for its end to be settled. */
  | { readonly kind: 'dying'; readonly lastWords: LastWords }
  | { readonly kind: 'closed' }

/** The caller's side of a session: sends calls to one worker and settles every one of them. */
export class Caller implements Role, OriginOwner {
  /** The calls that were sent and not answered, by number. */
  readonly inFlight = new Map<number, Call>()
  private readonly session: Session
  private readonly owner: CallerOwner
  private readonly lives: Lives
  private readonly origins = new Origins(this)
  private readonly cancellations: Cancellations
  /** Those of the calls in flight that were cancelled. */
  private readonly unwanted = new Set<number>()
  private readonly defined = new Map<number, Method>()
  private readonly asks: boolean
  private state: State = { kind: 'starting' }
  private closing = false
  private nextId = 1
  /** How many there are who wait for the worker. */
  private waiting = 0
  private lastBreath: ReturnType<typeof setTimeout> | undefined

  /** @param shared whether the worker runs several calls at a time: then each is asked to say when it begins */
  constructor(
    connection: Connection,
    shapes: Shapes,
    encoder: Encoder,
    numbers: Numbers,
    shared: boolean,
    owner: CallerOwner,
  ) {
    this.owner = owner
    this.asks = shared
    this.session = new Session(connection, shapes, encoder, this)
    this.lives = new Lives(this.session, encoder, numbers)
    this.cancellations = new Cancellations(() => owner.overdue())
  }

  /** Where the connection delivers. */
  get receiver(): Session {
    return this.session
  }

  /** Whether anything that lives in the worker is still of use. */
  get lively(): boolean {
    return this.origins.lively.length > 0
  }

  /** Whether someone is in the middle of using it. */
  get inUse(): boolean {
    return this.origins.inUse
  }

  /** What changes when anyone uses something that lives in the worker; whether someone waits for it now. */
  get activity(): { readonly count: number; readonly awaited: boolean } {
    return { count: this.lives.activity, awaited: this.waiting > 0 }
  }

  /** Sends a call whose arguments are encoded; gives its number. Only between `ready` and `gone`. */
  call(call: Call): number {
    const { method, lifted, terms, value } = call
    const isFirst = !this.defined.has(method.number)
    if (isFirst) {
      this.defined.set(method.number, method)
      this.session.send(FrameKind.method, method.number, 0, method.definition)
    }
    // Of one call alone it is known without, and a frame for each would cost as much as its answer.
    call.asked = this.asks || isFirst || terms?.clocked === true || attachmentsOf(value).length > 0
    call.started = !call.asked
    this.waits()
    const id = this.takeId()
    this.inFlight.set(id, call)
    if (lifted !== undefined) {
      const origin = this.origins.of(id, call)
      for (const living of lifted) this.lives.serve(living, origin)
    }
    const detail = call.asked ? method.number + HIGH_BIT : method.number
    this.session.send(FrameKind.call, id, detail, value)
    call.sentAt = clock()
    return id
  }

  /** Asks the worker how much memory it holds. */
  measure(): void {
    this.session.send(FrameKind.measure, 0, 0, undefined)
  }

  /** Nobody wants the outcome of a call any more; the worker is given some milliseconds to stop it. */
  cancel(id: number, reason: unknown, grace: number): void {
    const origin = this.origins.get(id)
    const running = this.inFlight.has(id)
    if (this.state.kind !== 'open' || (!running && origin === undefined)) return
    if (this.cancellations.has(id)) return
    origin?.abort(reason)
    // A large call that has not left to its end never comes.
    if (running && this.session.withdraw(FrameKind.call, id)) return this.refused(id, reason)
    if (running) this.unwanted.add(id)
    try {
      this.session.sendValue(FrameKind.cancel, id, 0, reason, 'reason')
    } catch {
      this.cancelAnyway(id)
    }
    // The process waits for it: whoever is next may need the worker.
    this.waits()
    this.cancellations.add(id, grace)
    if (grace === 0) this.owner.overdue()
  }

  /** The reason cannot be sent. */
  private cancelAnyway(id: number): void {
    const instead = new DOMException('the call was aborted', 'AbortError')
    this.session.sendValue(FrameKind.cancel, id, 0, instead, 'reason')
  }

  /** Ends everything that lives in the worker for those who use it. */
  abortLives(reason: unknown): void {
    this.origins.abort(reason)
  }

  /** Sends what waits, then ends the worker. It must be idle. */
  close(): void {
    this.closing = true
    this.session.hold(true)
    this.session.close()
  }

  /** Ends the worker at once. */
  kill(): void {
    this.session.hold(true)
    this.session.kill()
  }

  frame(kind: number, id: number, detail: number): void {
    if (this.state.kind === 'starting') return this.hello(kind, id, detail)
    if (this.state.kind !== 'open') return this.session.ignore()
    if (this.lives.frame(kind, id, detail)) return
    // Before the call is taken: bytes that cannot be read leave it to be settled with the rest.
    let value
    try {
      value = this.session.read()
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      value = error.error
      if (kind === FrameKind.result) kind = FrameKind.error
    }
    switch (kind) {
      case FrameKind.result:
        return this.result(id, value)
      case FrameKind.error:
        return this.refused(id, value)
      case FrameKind.loadError: {
        const module = this.inFlight.get(id)?.method.module ?? ''
        return this.refused(id, new LoadError(module, value))
      }
      case FrameKind.started:
        return this.started(id)
      case FrameKind.released:
        if (this.cancellations.delete(id)) this.rests()
        return
      case FrameKind.memory:
        return this.owner.measured(detail * 1024)
      case FrameKind.lastWords:
        return this.lastWords(id, detail, value)
      default:
        throw new ProtocolError(`a frame of kind ${kind} from a worker`, 0)
    }
  }

  private started(id: number): void {
    const call = this.inFlight.get(id)
    if (call === undefined) return
    call.started = true
    const attachments = attachmentsOf(call.value)
    if (attachments.length > 0) this.session.release(attachments)
    call.terms?.begun()
  }

  private lastWords(guilty: number, detail: number, error: unknown): void {
    const method = this.defined.get(detail % HIGH_BIT)
    const isError = detail < HIGH_BIT
    const lastWords: LastWords = isError
      ? { kind: 'error', guilty, method, error }
      : { kind: 'exit', guilty }
    this.state = { kind: 'dying', lastWords }
    this.owner.ending()
    const left = { calls: this.inFlight, lively: this.origins.lively }
    if (isError && !isOfConcern(guilty, method, left)) this.owner.stray({ error, method })
    // It may still be writing a report of its own; it may also never end.
    this.lastBreath = setTimeout(() => this.session.kill(), LAST_BREATH)
  }

  before(): undefined {
    // Whoever awaits an instance has registered its class.
  }

  dropped(): void {
    // What could not be sent is followed by the reason.
  }

  /** The arguments of a call turned out not to be sendable in the middle. */
  aborted(kind: FrameKind, id: number, detail: number, error: unknown): void {
    if (kind === FrameKind.cancel) return this.cancelAnyway(id)
    if (this.lives.aborted(kind, id, detail, error)) return
    this.refused(id, error)
  }

  private result(id: number, value: unknown): void {
    if (this.unwanted.has(id)) this.session.ignore()
    // What it has made for a call that was cancelled, the worker closes by itself.
    if (value instanceof Live && !this.unwanted.has(id)) {
      const running = this.inFlight.get(id)
      // Before the call is taken: what must not come leaves it to be settled with the rest.
      if (running !== undefined) value = this.lives.lower(value, this.origins.of(id, running))
    }
    const call = this.take(id)
    call.resolve(value)
    this.answered(id, call)
  }

  private refused(id: number, reason: unknown): void {
    const call = this.take(id)
    if (!call.started) this.session.reclaim(attachmentsOf(call.value))
    call.reject(reason)
    this.answered(id, call)
  }

  private answered(id: number, call: Call): void {
    // How long one takes that was aborted says nothing of the others.
    if (!this.unwanted.delete(id)) call.method.duration.add(clock() - call.sentAt)
    this.rests()
    call.terms?.settled()
    const origin = this.origins.get(id)
    if (origin === undefined) call.terms?.over()
    else origin.answer()
    this.owner.answered()
  }

  /** For the origins only. */
  over(id: number): void {
    this.origins.take(id)?.terms?.over()
  }

  /** For the origins only. */
  rested(): void {
    if (this.state.kind === 'open') this.owner.rested()
  }

  /** For the origins only. */
  waits(): void {
    if (this.waiting++ === 0) this.session.hold(true)
  }

  /** For the origins only. */
  rests(): void {
    if (--this.waiting === 0) this.session.hold(false)
  }

  drained(): void {
    this.lives.drained()
  }

  ending(): void {
    this.owner.ending()
  }

  closed(reason: CloseReason): void {
    const { state } = this
    clearTimeout(this.lastBreath)
    this.cancellations.clear()
    this.state = { kind: 'closed' }
    const calls = new Map(this.inFlight)
    this.inFlight.clear()
    const left = this.examine(calls, reason)
    const lastWords = state.kind === 'dying' ? state.lastWords : undefined
    const ours = reason.kind === 'killed' || this.closing
    const judgement = judge(left, { reason, lastWords, ours }, (id, call) =>
      this.goesOn(id, call, left.unread.has(id)),
    )
    const { death, returned } = judgement
    const readNothing = calls.size > 0 && left.unread.size === calls.size
    // First the pool forgets the worker, so that whoever calls again gets another one.
    this.owner.gone({ reason, death, returned, readNothing })
    for (const [call, cause] of judgement.rejected) {
      call.reject(cause)
      call.terms?.over()
    }
    this.lives.end((origin) => {
      const { id, method } = origin as CallOrigin
      return judgement.reasonFor(id, method)
    })
    this.origins.end()
  }

  /** Finds out which calls cannot have begun, whatever was believed of them, and which must have. */
  private examine(calls: ReadonlyMap<number, Call>, reason: CloseReason): LeftCalls {
    const unread = new Set<number>()
    const last = reason.unread === true ? this.session.lastCall : 0
    for (const [id, call] of calls) {
      if (id === last || this.session.isLeaving(FrameKind.call, id)) {
        call.started = false
        unread.add(id)
      } else if (reason.kind === 'failed' && reason.error instanceof ProtocolError) {
        // Behind what broke the protocol, its beginning may have been told.
        call.started = true
      }
      if (this.origins.get(id)?.isUsed === true) call.started = true
    }
    return { calls, lively: this.origins.lively, unread }
  }

  /** Whether an innocent call of a worker that is gone is made again; if so, takes it back. */
  private goesOn(id: number, call: Call, isUnread: boolean): boolean {
    const attachments = attachmentsOf(call.value)
    if (attachments.length > 0) {
      // What has begun to use them has lost them; else they are as they were, whoever has them next.
      const reclaimed = call.started ? 'lost' : this.session.reclaim(attachments)
      if (reclaimed === 'lost') return false
      if (reclaimed === 'unseen') isUnread = true
    }
    if (call.isSettled || this.unwanted.has(id)) return false
    if (!call.goesOn(isUnread)) return false
    // Untouched as they are, its living arguments go with it.
    const origin = this.origins.take(id)
    if (origin !== undefined) this.lives.release(origin)
    return true
  }

  private hello(kind: number, version: number, magic: number): void {
    checkHello(kind, version, magic)
    this.state = { kind: 'open' }
    this.session.hold(false)
    this.owner.ready()
  }

  private take(id: number): Call {
    const call = this.inFlight.get(id)
    if (call === undefined) throw new ProtocolError(`an answer to call ${id}, which awaits none`, 0)
    this.inFlight.delete(id)
    return call
  }

  private takeId(): number {
    const id = this.nextId
    this.nextId = id === 0xffffffff ? 1 : id + 1
    return this.inFlight.has(id) || this.origins.get(id) !== undefined ? this.takeId() : id
  }
}
