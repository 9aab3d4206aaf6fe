// Hot: bench/pool.
import type { Encoded } from '../clone/encoded.js'
import type { Encoder } from '../clone/encoder.js'
import type { Shapes } from '../clone/shapes.js'
import { Undecodable } from '../clone/value-reader.js'
import { LoadError, ProtocolError } from '../errors.js'
import { EXIT, FrameKind, MAGIC, VERSION } from '../frame/layout.js'
import type { CloseReason, Connection } from '../transport.js'
import type { Call } from './call.js'
import { settleAll, type LastWords } from './fate.js'
import { Session, type Role } from './session.js'

/** How long a worker may take to end after its last words, in milliseconds. */
const LAST_BREATH = 1000

/** Who is told how a caller fares. */
export interface CallerOwner {
  /** The worker said hello: it takes calls. */
  ready(): void
  /** A call was answered: there is room for one more. */
  answered(): void
  /** The worker takes no more calls. */
  ending(): void
  /** The worker is gone. Its calls are settled right after this returns. */
  gone(reason: CloseReason): void
}

type State =
  /** The worker has not spoken yet: nothing may be sent. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'open' }
  /** The worker has spoken its last words: calls wait for its end to be settled. */
  | { readonly kind: 'dying'; readonly lastWords: LastWords }
  | { readonly kind: 'closed' }

/** The caller's side of a session: sends calls to one worker and settles every one of them. */
export class Caller implements Role {
  /** The calls that were sent and not answered, by number. */
  readonly inFlight = new Map<number, Call>()
  private readonly session: Session
  private readonly owner: CallerOwner
  private readonly defined = new Set<number>()
  private state: State = { kind: 'starting' }
  private nextId = 1
  private lastBreath: ReturnType<typeof setTimeout> | undefined

  constructor(connection: Connection, shapes: Shapes, encoder: Encoder, owner: CallerOwner) {
    this.owner = owner
    this.session = new Session(connection, shapes, encoder, this)
  }

  /** Where the connection delivers. */
  get receiver(): Session {
    return this.session
  }

  /** Sends a call whose arguments are encoded. Only between `ready` and `gone`. */
  call(call: Call, value: Encoded): void {
    const { method } = call
    if (!this.defined.has(method.number)) {
      this.defined.add(method.number)
      this.session.send(FrameKind.method, method.number, 0, method.definition)
    }
    if (this.inFlight.size === 0) this.session.hold(true)
    const id = this.takeId()
    this.inFlight.set(id, call)
    this.session.send(FrameKind.call, id, method.number, value)
  }

  /** Sends what waits, then ends the worker. It must be idle. */
  close(): void {
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
    if (this.state.kind !== 'open') return
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
        this.take(id).resolve(value)
        break
      case FrameKind.error:
        this.take(id).reject(value)
        break
      case FrameKind.loadError: {
        const call = this.take(id)
        call.reject(new LoadError(call.method.module, value))
        break
      }
      case FrameKind.lastWords:
        this.state = {
          kind: 'dying',
          lastWords:
            detail === EXIT
              ? { kind: 'exit', guilty: id }
              : { kind: 'error', guilty: id, error: value },
        }
        this.owner.ending()
        // It may still be writing a report of its own; it may also never end.
        this.lastBreath = setTimeout(() => this.session.kill(), LAST_BREATH)
        return
      default:
        throw new ProtocolError(`a frame of kind ${kind} from a worker`, 0)
    }
    this.answered()
  }

  before(): undefined {
    // Whoever awaits an instance has registered its class.
  }

  dropped(): void {
    // What could not be sent is followed by the reason.
  }

  /** The arguments of a call turned out not to be sendable in the middle. */
  aborted(_kind: FrameKind, id: number, error: unknown): void {
    this.take(id).reject(error)
    this.answered()
  }

  private answered(): void {
    if (this.inFlight.size === 0) this.session.hold(false)
    this.owner.answered()
  }

  drained(): void {
    // The session sends what waits by itself.
  }

  ending(): void {
    this.owner.ending()
  }

  closed(reason: CloseReason): void {
    const { state } = this
    clearTimeout(this.lastBreath)
    this.state = { kind: 'closed' }
    const running = new Map(this.inFlight)
    this.inFlight.clear()
    // First the pool forgets the worker, so that whoever calls again gets another one.
    this.owner.gone(reason)
    settleAll(running, reason, state.kind === 'dying' ? state.lastWords : undefined)
  }

  private hello(kind: number, version: number, magic: number): void {
    if (kind !== FrameKind.hello || magic !== MAGIC) {
      throw new ProtocolError('something else than a hello from a new worker', 0)
    }
    if (version !== VERSION) {
      throw new ProtocolError(`version ${version} of the protocol; this side speaks ${VERSION}`, 0)
    }
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
    return this.inFlight.has(id) ? this.takeId() : id
  }
}
