// Hot: bench/pool.
import { attachmentsOf } from '../clone/encoded.js'
import { Live } from '../clone/live.js'
import { Undecodable } from '../clone/value-reader.js'
import type { Numbered } from '../numbered.js'
import { LoadError, ProtocolError, Retry } from '../errors.js'
import { ELSEWHERE, FrameKind, HIGH_BIT } from '../frame/layout.js'
import { unpackSpan, type Span } from '../frame/span.js'
import type { CloseReason, Connection } from '../transport.js'
import type { CallOrigin, OriginOwner } from './call-origin.js'
import type { Call } from './call.js'
import type { CallerOwner } from './caller-owner.js'
import type { Equipment } from './equipment.js'
import { Estate } from './estate.js'
import { isOfConcern, type LastWords } from './fate.js'
import { Knowledge } from './knowledge.js'
import { Lives } from './lives.js'
import { checkHello } from './hello.js'
import { InFlight } from './in-flight.js'
import { Origins } from './origins.js'
import { Session, type Role } from './session.js'

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
  private readonly inFlight: InFlight
  private readonly session: Session
  private readonly owner: CallerOwner
  private readonly lives: Lives
  private readonly origins = new Origins(this)
  private readonly estate: Estate
  /** What the worker was told. */
  readonly knowledge: Knowledge
  private state: State = { kind: 'starting' }
  private closing = false
  private isPrepared = false
  /** How many there are who wait for the worker. */
  private waiting = 0
  private lastBreath: ReturnType<typeof setTimeout> | undefined

  constructor(connection: Connection, equipment: Equipment, owner: CallerOwner) {
    const { briefing, shapes, encoder, numbers, snapshot } = equipment
    this.owner = owner
    this.session = new Session(connection, shapes, encoder, this, snapshot)
    this.lives = new Lives(this.session, encoder, numbers)
    this.knowledge = new Knowledge(this.session, briefing, owner.id)
    this.inFlight = new InFlight(briefing.slots, () => owner.overdue())
    this.estate = new Estate(this.session, this.inFlight, this.origins, this.lives)
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

  /** The calls that were sent and not answered. */
  get calls(): Numbered<Call> {
    return this.inFlight.calls
  }

  /** How many of them wait in the worker behind others. */
  get waitingThere(): number {
    return this.inFlight.waitingThere
  }

  /** Sends a call whose arguments are encoded; gives its number. Only between `ready` and `gone`. */
  call(call: Call): number {
    const { method, lifted, terms, value } = call
    const isFirst = this.knowledge.define(method)
    const isBehind = this.inFlight.add(call, (id) => this.origins.get(id) !== undefined)
    const { id } = call
    // Of one call alone it is known without, and a frame for each would cost as much as its answer.
    call.asked =
      this.knowledge.briefing.slots > 1 ||
      isBehind ||
      isFirst ||
      this.inFlight.isContested ||
      terms?.clocked === true ||
      attachmentsOf(value).length > 0
    call.started = !call.asked
    this.waits()
    if (lifted !== undefined) {
      const origin = this.origins.of(id, call)
      for (const living of lifted) this.lives.serve(living, origin)
    }
    const detail = call.asked ? method.number + HIGH_BIT : method.number
    // The worker has something to do: those that the next answers call forth may go along.
    if (isBehind) this.session.sendLate(FrameKind.call, id, detail, value)
    else this.session.send(FrameKind.call, id, detail, value)
    return id
  }

  /** What workers are to know has changed. */
  rebrief(): void {
    if (this.state.kind === 'open') this.knowledge.renew()
  }

  /** Asks for the calls back that wait in the worker: another one may make them sooner. */
  withdraw(): void {
    for (const { id } of this.inFlight.waiting()) {
      this.session.send(FrameKind.withdraw, id, 0, undefined)
    }
  }

  /** Hears nothing of the worker for so many milliseconds, and more at a time then. */
  snooze(milliseconds: number): void {
    this.session.snooze(milliseconds)
  }

  /** Asks the worker how much memory it holds. */
  measure(): void {
    this.session.send(FrameKind.measure, 0, 0, undefined)
  }

  /** Nobody wants the outcome of a call any more; the worker is given some milliseconds to stop it. */
  cancel(id: number, reason: unknown, grace: number): void {
    const origin = this.origins.get(id)
    const running = this.calls.get(id)
    if (this.state.kind !== 'open' || (running === undefined && origin === undefined)) return
    if (this.inFlight.isCancelled(id)) return
    // A large call that has not left to its end never comes.
    if (running !== undefined && this.session.withdraw(FrameKind.call, id)) {
      origin?.abort(reason)
      return this.refused(id, reason, undefined)
    }
    this.inFlight.cancel(id, grace)
    origin?.abort(reason)
    try {
      this.session.sendValue(FrameKind.cancel, id, 0, reason, 'reason')
    } catch {
      this.cancelAnyway(id)
    }
    // The process waits for it: whoever is next may need the worker.
    this.waits()
    const isBehind = running !== undefined && this.inFlight.isBehind(running)
    if (grace === 0 && !isBehind) this.owner.overdue()
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
        return this.result(id, value, unpackSpan(detail))
      case FrameKind.error:
        return this.refused(id, value, unpackSpan(detail))
      case FrameKind.loadError: {
        const module = this.calls.get(id)?.method.module ?? ''
        return this.refused(id, new LoadError(module, value), undefined)
      }
      case FrameKind.prepared:
        return this.prepared()
      case FrameKind.withdrawn:
        return this.withdrawn(id)
      case FrameKind.started:
        return this.started(id)
      case FrameKind.released:
        return this.released(id)
      case FrameKind.occupied:
        this.inFlight.occupied(id === 1)
        return this.owner.occupied(id === 1)
      case FrameKind.memory:
        return this.owner.measured(detail * 1024)
      case FrameKind.lastWords:
        return this.lastWords(id, detail, value)
      default:
        throw new ProtocolError(`a frame of kind ${kind} from a worker`, 0)
    }
  }

  private started(id: number): void {
    const call = this.calls.get(id)
    if (call === undefined) return
    this.inFlight.began(call)
    const attachments = attachmentsOf(call.value)
    if (attachments.length > 0) this.session.release(attachments)
    call.terms?.begun()
  }

  /** Nothing is left in the worker of a call that was cancelled. */
  private released(id: number): void {
    if (!this.inFlight.released(id)) return
    this.rests()
    this.over(id)
  }

  private lastWords(guilty: number, detail: number, error: unknown): void {
    const method = this.knowledge.method(detail % HIGH_BIT)
    const isError = detail < HIGH_BIT
    const lastWords: LastWords = isError
      ? { kind: 'error', guilty, method, error }
      : { kind: 'exit', guilty }
    this.state = { kind: 'dying', lastWords }
    this.owner.ending()
    const left = { calls: this.calls.toMap(), lively: this.origins.lively }
    if (isError && guilty !== ELSEWHERE && !isOfConcern(guilty, method, left))
      this.owner.stray({ error, method })
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
    this.refused(id, error, undefined)
  }

  private result(id: number, value: unknown, span: Span | undefined): void {
    const isUnwanted = this.inFlight.isUnwanted(id)
    if (isUnwanted) this.session.ignore()
    // What it has made for a call that was cancelled, the worker closes by itself.
    if (value instanceof Live && !isUnwanted) {
      const running = this.calls.get(id)
      // Before the call is taken: what must not come leaves it to be settled with the rest.
      if (running !== undefined) value = this.lives.lower(value, this.origins.of(id, running))
    }
    const call = this.inFlight.take(id)
    call.resolve(value)
    this.answered(id, call, span)
  }

  private refused(id: number, reason: unknown, span: Span | undefined): void {
    const call = this.inFlight.take(id)
    if (!call.started) this.session.reclaim(attachmentsOf(call.value))
    call.reject(reason)
    this.answered(id, call, span)
  }

  private answered(id: number, call: Call, span: Span | undefined): void {
    // How long one takes that was aborted says nothing of the others.
    if (this.inFlight.forget(id)) span = undefined
    this.rests()
    call.terms?.settled()
    const origin = this.origins.get(id)
    if (origin === undefined) call.terms?.over()
    else origin.answer()
    this.owner.answered(call, span)
  }

  private withdrawn(id: number): void {
    const call = this.inFlight.giveBack(id)
    // It was asked back before it was cancelled.
    if (this.inFlight.isUnwanted(id)) return this.answered(id, call, undefined)
    this.rests()
    this.owner.withdrawn(call)
  }

  /** For the origins only. */
  over(id: number): void {
    // What it came to may still be cleaning up.
    if (!this.inFlight.isCancelled(id)) this.origins.take(id)?.terms?.over()
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

  delayed(): void {
    if (this.state.kind === 'starting') this.owner.delayed()
  }

  ending(): void {
    this.owner.ending()
  }

  closed(reason: CloseReason): void {
    const { state } = this
    clearTimeout(this.lastBreath)
    this.state = { kind: 'closed' }
    const lastWords = state.kind === 'dying' ? state.lastWords : undefined
    const ours = reason.kind === 'killed' || this.closing
    const judgement = this.estate.settle({ reason, lastWords, ours })
    const { death, returned, readNothing } = judgement
    // First the pool forgets the worker, so that whoever calls again gets another one.
    this.owner.gone({ reason, death, returned, readNothing })
    for (const [call, cause] of judgement.rejected) {
      if (!(cause instanceof Retry)) call.method.tally.deaths++
      call.reject(cause)
      call.terms?.over()
    }
    this.lives.end((origin) => {
      const { id, method } = origin as CallOrigin
      return judgement.reasonFor(id, method)
    })
    this.origins.end()
  }

  private hello(kind: number, version: number, magic: number): void {
    checkHello(kind, version, magic)
    this.state = { kind: 'open' }
    // Of what it must load first, it says when that is done.
    if (this.knowledge.briefing.preload.length > 0) this.knowledge.brief()
    else this.prepared()
  }

  private prepared(): void {
    if (this.isPrepared) return
    this.isPrepared = true
    this.session.hold(false)
    this.owner.ready()
  }
}
