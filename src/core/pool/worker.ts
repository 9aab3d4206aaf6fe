import type { Encoded } from '../clone/encoded.js'
import type { Encoder } from '../clone/encoder.js'
import type { Shapes } from '../clone/shapes.js'
import { unreachable } from '../errors.js'
import { nowhere, type Ready } from '../schedule/ready.js'
import type { Call } from '../session/call.js'
import { Caller, type CallerOwner } from '../session/caller.js'
import type { Numbers } from '../session/lifted.js'
import { MAX_TIMER } from '../timer.js'
import type { CloseReason } from '../transport.js'
import type { PoolSettings } from './settings.js'

/** How long a worker that was asked to end may take, in milliseconds. */
const CLOSE_GRACE = 5000

/** Who keeps the worker. */
export interface WorkerOwner {
  ready(worker: Worker): void
  answered(worker: Worker): void
  /** It takes no more calls. */
  ending(worker: Worker): void
  /** `cause` is set when it never became ready. */
  gone(worker: Worker, cause: unknown): void
}

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  /** Asked to end, or killed. `cause` says why it never became ready, if it did not. */
  | { readonly kind: 'leaving'; readonly cause: unknown }
  | { readonly kind: 'gone' }

/** The life of one worker, from its start to its end. */
export class Worker implements CallerOwner, Ready {
  newer: Ready | undefined = nowhere.newer
  older: Ready | undefined = nowhere.older
  level: number = nowhere.level
  /** When its last call ended, on the host's clock. */
  idleSince = 0
  private readonly owner: WorkerOwner
  private caller: Caller | undefined
  private state: State = { kind: 'starting' }
  private timer: ReturnType<typeof setTimeout> | undefined
  private settling: ReturnType<typeof setTimeout> | undefined

  constructor(
    id: number,
    settings: PoolSettings,
    shapes: Shapes,
    encoder: Encoder,
    numbers: Numbers,
    owner: WorkerOwner,
  ) {
    this.owner = owner
    const { startTimeout, transport, spec } = settings
    if (startTimeout <= MAX_TIMER) {
      this.timer = setTimeout(() => {
        this.leave(new Error(`it did not say hello within ${startTimeout} ms`))
        this.caller?.kill()
      }, startTimeout)
    }
    let fault: unknown = new TypeError(`the transport "${transport.name}" made no connection`)
    try {
      transport.open({ ...spec, id }, (connection) => {
        this.caller = new Caller(connection, shapes, encoder, numbers, this)
        return this.caller.receiver
      })
    } catch (error) {
      fault = error
    }
    // A transport that breaks its contract must not leave calls waiting for this worker.
    if (this.caller === undefined) queueMicrotask(() => this.gone({ kind: 'failed', error: fault }))
  }

  /** The calls that run in it. */
  get load(): number {
    return this.caller === undefined ? 0 : this.caller.inFlight.size
  }

  /** Whether someone is in the middle of using what lives in it. */
  get inUse(): boolean {
    return this.caller?.inUse === true
  }

  get calls(): Iterable<Call> {
    return this.caller === undefined ? [] : this.caller.inFlight.values()
  }

  /** Whether it takes calls. */
  get isReady(): boolean {
    return this.state.kind === 'ready'
  }

  /** Whether iterators or observables of answered calls live in it. */
  get lively(): boolean {
    return this.caller?.lively === true
  }

  call(call: Call, value: Encoded): void {
    const { caller } = this
    if (caller === undefined) return
    const id = caller.call(call, value)
    call.terms?.sent((reason, grace) => caller.cancel(id, reason, grace))
  }

  /**
   * Ends what lives in it once nobody has asked for more for a while: otherwise a stream that was begun
   * and forgotten would keep a pool from its end.
   */
  settle(): void {
    if (this.load > 0 || this.settling !== undefined) return
    const { caller } = this
    const before = caller?.activity.count
    this.settling = setTimeout(() => {
      this.settling = undefined
      if (caller === undefined || this.load > 0) return
      const { count, awaited } = caller.activity
      if (count === before && !awaited) caller.abortLives(unused())
      else this.settle()
    }, CLOSE_GRACE)
  }

  abortLives(reason: unknown): void {
    this.caller?.abortLives(reason)
  }

  /** Asks it to end, now that it has nothing to do; kills it when it does not. */
  retire(): void {
    if (this.state.kind !== 'ready') return
    this.leave(undefined)
    this.caller?.close()
    this.timer = setTimeout(() => this.caller?.kill(), CLOSE_GRACE)
  }

  kill(): void {
    if (this.state.kind === 'gone') return
    this.leave(undefined)
    this.caller?.kill()
  }

  ready(): void {
    if (this.state.kind !== 'starting') return
    clearTimeout(this.timer)
    this.state = { kind: 'ready' }
    this.owner.ready(this)
  }

  answered(): void {
    if (this.state.kind === 'ready') this.owner.answered(this)
  }

  rested(): void {
    if (this.state.kind === 'ready' && this.load === 0) this.owner.answered(this)
  }

  overdue(): void {
    this.ending()
    this.kill()
  }

  ending(): void {
    if (this.state.kind !== 'ready') return
    this.leave(undefined)
    this.owner.ending(this)
  }

  gone(reason: CloseReason): void {
    clearTimeout(this.timer)
    clearTimeout(this.settling)
    const { state } = this
    this.state = { kind: 'gone' }
    switch (state.kind) {
      case 'starting':
        return this.owner.gone(this, failedStart(reason))
      case 'ready':
        return this.owner.gone(this, undefined)
      case 'leaving':
        return this.owner.gone(this, state.cause)
      case 'gone':
        return
      default:
        return unreachable(state)
    }
  }

  private leave(cause: unknown): void {
    clearTimeout(this.timer)
    this.state = { kind: 'leaving', cause }
  }
}

const unused = (): unknown =>
  new DOMException('the pool was killed, and nobody asked for more of this', 'AbortError')

/** Why a worker ended before it said hello. */
const failedStart = (reason: CloseReason): unknown => {
  switch (reason.kind) {
    case 'failed':
      return reason.error
    case 'exited':
      return new Error(
        reason.signal === null
          ? `it exited with code ${reason.code} before it said hello`
          : `the signal ${reason.signal} ended it before it said hello`,
      )
    case 'closed':
    case 'killed':
      return new Error(`it was ${reason.kind} before it said hello`)
    default:
      return unreachable(reason)
  }
}
