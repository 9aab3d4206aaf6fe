import { stay, type Enter } from '../async-context.js'
import { WorkerDeath } from '../errors.js'
import { Line } from '../schedule/line.js'
import { NOWHERE, nowhere, type Ready } from '../schedule/ready.js'
import type { Call } from '../session/call.js'
import type { Equipment } from '../session/equipment.js'
import { Caller } from '../session/caller.js'
import type { CallerOwner, Remains, StrayError } from '../session/caller-owner.js'
import type { Method } from '../session/method.js'
import type { Span } from '../frame/span.js'
import type { End } from './end.js'
import type { RecycleReason } from './events.js'
import { failedStart, noConnection, notReady } from './failed-start.js'
import { isLight, Load, LONG } from './load.js'
import { MAX_TIMER } from '../timer.js'
import type { PoolSettings } from './settings.js'
import { unreachable } from '../unreachable.js'

/** How long a worker that was asked to end may take, in milliseconds. */
const CLOSE_GRACE = 5000

/** How long the answers of a worker may be left alone that has enough to do, in milliseconds: the least that a timer can. */
const SNOOZE = 1

/** Who keeps the worker. */
export interface WorkerOwner {
  ready(worker: Worker): void
  /** It has room for a call more, or nothing lives in it any more. */
  answered(worker: Worker): void
  /** A call that waited in it is to be made elsewhere. */
  withdrawn(worker: Worker, call: Call): void
  /** It is there, but busy for others than the pool: it may be long before it is ready. */
  delayed(worker: Worker): void
  /** Others than the pool use it as well, or no longer do. */
  occupied(worker: Worker): void
  /** It takes no more calls. */
  ending(worker: Worker): void
  stray(worker: Worker, error: StrayError): void
  /** @param returned the calls that are to be made again elsewhere */
  gone(worker: Worker, end: End, returned: readonly Call[]): void
}

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  /** Takes no more calls, and ends when those that it has are done. */
  | { readonly kind: 'draining' }
  /** It has spoken its last words, or closed its end of the link. */
  | { readonly kind: 'dying' }
  /** Asked to end, or killed. */
  | { readonly kind: 'leaving' }
  /** Was not ready in time, and was killed. */
  | { readonly kind: 'late'; readonly cause: unknown }
  | { readonly kind: 'gone' }

/** The life of one worker, from its start to its end. */
export class Worker implements CallerOwner, Ready {
  newer: Ready | undefined = nowhere.newer
  older: Ready | undefined = nowhere.older
  level: number = nowhere.level
  hint: string | undefined = nowhere.hint
  readonly seat = { worker: this as Ready | undefined }
  /** The module whose function it called last. */
  usedFor: string | undefined
  /** The calls that wait for this worker and no other, by their key. */
  readonly own = new Line<Call>()
  /** The keys whose calls it gets. */
  readonly keys = new Set<string | number>()
  /** Why it is to be replaced as soon as it is ready: what it has loaded until then may have changed. */
  outdated: RecycleReason | undefined
  /** Whether it is kept free, for a call that is to run alone. */
  isSaved = false
  /** Whether it counts among those whose slots are held for long. */
  wasHeld = false
  /** Whether the calls that wait in it were asked back. */
  private recalled = false
  /** Whether it runs calls of others than the pool. */
  isOccupied = false
  /** The call that runs alone. */
  private lone: Call | undefined
  /** Whether it stands beside the limit, for short calls only. */
  readonly isExtra: boolean
  /** From 1, in its pool. */
  readonly id: number
  /** When its last call ended, on the host's clock; the same for the three below. */
  idleSince = 0
  readySince = 0
  /** Or when it got something to do. */
  answeredAt = 0
  measuredAt = -Infinity
  /** How many calls it has answered. */
  served = 0
  /** Bytes that it held when it was last asked. */
  memory = 0
  /** Runs something in the context in which it was started, which is that of no call. */
  readonly outside: Enter
  private readonly owner: WorkerOwner
  private readonly work: Load
  private caller: Caller | undefined
  private state: State = { kind: 'starting' }
  private timer: ReturnType<typeof setTimeout> | undefined
  private settling: ReturnType<typeof setTimeout> | undefined

  constructor(
    id: number,
    settings: PoolSettings,
    equipment: Equipment,
    owner: WorkerOwner,
    isExtra: boolean,
  ) {
    this.id = id
    this.owner = owner
    this.outside = equipment.snapshot()
    this.isExtra = isExtra
    this.work = new Load(settings.concurrency)
    const { startTimeout, transport, spec } = settings
    if (startTimeout <= MAX_TIMER) {
      this.timer = setTimeout(() => {
        this.become({ kind: 'late', cause: notReady(startTimeout) })
        this.caller?.kill()
      }, startTimeout)
    }
    let fault: unknown
    try {
      transport.open({ ...spec, id }, (connection) => {
        this.caller = new Caller(connection, equipment, this)
        return this.caller.receiver
      })
    } catch (error) {
      fault = error
    }
    // A transport that breaks its contract must not leave calls waiting for this worker.
    if (this.caller !== undefined) return
    queueMicrotask(() => this.gone(nothingOf(fault ?? noConnection(transport))))
  }

  /** The calls that run in it. */
  get load(): number {
    return this.caller === undefined ? 0 : this.caller.calls.size
  }

  /** The lower, the sooner it should have the next call. */
  get rank(): number {
    if (!this.isOpen || this.isExtra || this.isSaved) return NOWHERE
    if (this.lone !== undefined || this.own.front?.terms?.exclusive === true) return NOWHERE
    if (this.isOccupied) return this.work.occupiedRank
    // Who would wait behind others would wait before its own, or where calls were asked back.
    const takesNoneBehind = this.own.size > 0 || this.recalled
    return takesNoneBehind && !this.work.hasRoom ? NOWHERE : this.work.rank
  }

  /** Whether a call that is for it alone would run at once. */
  hasRoomFor(call: Call): boolean {
    if (!this.isOpen || this.lone !== undefined || this.isSaved) return false
    if (this.isOccupied) return this.load === 0
    if (call.terms?.exclusive === true) return this.load === 0
    return this.work.hasRoom || (isLight(call) && !this.work.isFull)
  }

  /** Whether what it runs holds all its slots for long, by what is known of that. */
  get isHeld(): boolean {
    return this.work.isFull && this.work.isLong
  }

  /** The same, by the time that has passed on the host's clock. */
  isOverdue(now: number): boolean {
    return this.work.isFull && now - this.answeredAt >= LONG
  }

  /** How many calls wait in it behind those that run. */
  get waitingThere(): number {
    return this.caller?.waitingThere ?? 0
  }

  /** Whether it has been told of a method before. */
  knows(method: Method): boolean {
    return this.caller?.knowledge.has(method) === true
  }

  /** The modules whose functions were called in it. */
  get modules(): ReadonlySet<string> {
    return this.caller?.knowledge.modules ?? new Set()
  }

  /** What these needed first. */
  get preloads(): ReadonlySet<string> {
    return this.caller?.knowledge.preloads ?? new Set()
  }

  /** What it is to know of modules has changed. */
  rebrief(): void {
    this.caller?.rebrief()
  }

  /** Asks for the calls back that wait in it, once until it answers again. */
  withdraw(): void {
    if (this.recalled) return
    this.recalled = true
    this.caller?.withdraw()
  }

  /** It has enough to do, and whoever waits for its answers waits for others as well: they may come several at a time. */
  snooze(): void {
    if (this.work.isStocked && !this.lively) this.caller?.snooze(SNOOZE)
  }

  /** Whether someone is in the middle of using what lives in it. */
  get inUse(): boolean {
    return this.caller?.inUse === true
  }

  get calls(): Iterable<Call> {
    return this.caller === undefined ? [] : this.caller.calls.values()
  }

  /** Whether it works, though it may take no more calls. */
  get isWorking(): boolean {
    return this.state.kind === 'ready' || this.state.kind === 'draining'
  }

  /** Whether it takes calls. */
  get isOpen(): boolean {
    return this.state.kind === 'ready'
  }

  get isStarting(): boolean {
    return this.state.kind === 'starting'
  }

  get isDraining(): boolean {
    return this.state.kind === 'draining'
  }

  /** Whether iterators or observables of answered calls live in it. */
  get lively(): boolean {
    return this.caller?.lively === true
  }

  /** Whether it could end without anyone's loss. */
  get isUnused(): boolean {
    return this.isWorking && this.load === 0 && !this.lively
  }

  call(call: Call): void {
    const { caller } = this
    if (caller === undefined) return
    this.usedFor = call.method.module
    if (this.load === 0) this.answeredAt = Math.max(this.answeredAt, call.since)
    if (call.terms?.exclusive === true) this.lone = call
    this.work.add(call)
    const id = call.enter === stay ? caller.call(call) : callWithin(caller, call)
    call.terms?.sent((reason, grace) => caller.cancel(id, reason, grace))
  }

  /** Asks how much memory it holds. @param now on the host's clock */
  measure(now: number): void {
    this.measuredAt = now
    this.caller?.measure()
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

  /** Takes no more calls. It is to be retired when nothing is left in it. */
  drain(): void {
    if (this.state.kind === 'ready') this.become({ kind: 'draining' })
  }

  /** Asks it to end, now that it has nothing to do; kills it when it does not. */
  retire(): void {
    if (!this.isWorking) return
    this.become({ kind: 'leaving' })
    this.caller?.close()
    this.timer = setTimeout(() => this.caller?.kill(), CLOSE_GRACE)
  }

  kill(): void {
    if (this.state.kind === 'gone') return
    this.become({ kind: 'leaving' })
    this.caller?.kill()
  }

  ready(): void {
    if (this.state.kind !== 'starting') return
    this.become({ kind: 'ready' })
    this.readySince = performance.now()
    this.answeredAt = this.readySince
    this.owner.ready(this)
  }

  delayed(): void {
    if (this.state.kind !== 'starting') return
    clearTimeout(this.timer)
    this.owner.delayed(this)
  }

  occupied(isOccupied: boolean): void {
    this.isOccupied = isOccupied
    this.recalled = false
    if (this.isOpen) this.owner.occupied(this)
  }

  answered(call: Call, span: Span | undefined): void {
    this.served++
    this.work.remove(call)
    this.recalled = false
    this.answeredAt = performance.now()
    if (span !== undefined) call.method.learn(this.answeredAt - call.since, span)
    if (call === this.lone) this.lone = undefined
    if (this.isWorking) this.owner.answered(this)
  }

  withdrawn(call: Call): void {
    this.work.remove(call)
    if (this.load === 0) this.recalled = false
    this.owner.withdrawn(this, call)
  }

  rested(): void {
    if (this.isWorking && this.load === 0) this.owner.answered(this)
  }

  measured(bytes: number): void {
    this.memory = bytes
    if (this.state.kind === 'ready') this.owner.answered(this)
  }

  overdue(): void {
    if (this.isWorking) this.owner.ending(this)
    this.kill()
  }

  ending(): void {
    if (!this.isWorking) return
    this.become({ kind: 'dying' })
    this.owner.ending(this)
  }

  stray(error: StrayError): void {
    this.owner.stray(this, error)
  }

  gone(remains: Remains): void {
    clearTimeout(this.settling)
    const { state } = this
    this.become({ kind: 'gone' })
    const end = this.endOf(state, remains)
    if (end !== undefined) this.owner.gone(this, end, remains.returned)
  }

  private endOf(state: State, { reason, death, readNothing }: Remains): End | undefined {
    switch (state.kind) {
      case 'starting':
        return { kind: 'never started', cause: isMereEnd(death) ? failedStart(reason) : death }
      case 'late':
        return { kind: 'never started', cause: state.cause }
      case 'ready':
      case 'draining':
      case 'dying':
        return { kind: 'died', error: death, isUseless: readNothing && this.served === 0 }
      case 'leaving':
        return { kind: 'ended' }
      case 'gone':
        return undefined
      default:
        return unreachable(state)
    }
  }

  private become(state: State): void {
    clearTimeout(this.timer)
    this.state = state
  }
}

/** What is alive among its arguments is given away where the call was made, although it may have waited. */
const callWithin = (caller: Caller, call: Call): number => call.enter(() => caller.call(call))

/** Whether an error only says that the worker has ended, and not why. */
const isMereEnd = (death: unknown): boolean => death instanceof WorkerDeath

/** Of a worker that never was. */
const nothingOf = (error: unknown): Remains => ({
  reason: { kind: 'failed', error },
  death: error,
  returned: [],
  readNothing: false,
})

const unused = (): unknown =>
  new DOMException('the pool was killed, and nobody asked for more of this', 'AbortError')
