// Hot: bench/pool.
import type { Enter } from '../async-context.js'
import { PoolDeath, type StartError } from '../errors.js'
import { Line } from '../schedule/line.js'
import { Locks, Ticket } from '../schedule/locks.js'
import type { Call } from '../session/call.js'
import { soon } from '../soon.js'
import { Agenda } from './agenda.js'
import type { Listeners } from './events.js'
import type { PoolSettings } from './settings.js'
import { ShortLane } from './short-lane.js'
import type { Worker, WorkerOwner } from './worker.js'
import { Workforce, type WorkforceOwner } from './workforce.js'

const clock = performance.now.bind(performance)

/** Whose calls are dispatched. */
export interface DispatcherOwner {
  readonly isClosing: boolean
  /** Runs something in the context of no call. */
  readonly outside: Enter
  /** Encodes the arguments again of a call that is to be made again; gives whether that could be done. */
  renew(call: Call): boolean
  /** There may be room for more calls that wait, or no worker and no call may be left. */
  rested(): void
}

/** Brings the calls of a pool and its workers together. */
export class Dispatcher implements WorkforceOwner {
  readonly workforce: Workforce
  private readonly owner: DispatcherOwner
  /** The calls that any worker may make. */
  private readonly queue: Agenda
  /** Those that are next, and wait for a worker with nothing else to do. */
  private readonly alone = new Line<Call>()
  private readonly locks = new Locks<Call>()
  private readonly lane: ShortLane
  /** Those that wait for their locks. */
  private readonly locked = new Set<Call>()
  /** How many wait for one worker and no other. */
  private bound = 0
  /** Workers with room that have calls of their own waiting. */
  private owing: Worker[] = []
  /** Workers that have answered since the last time that calls were given out. */
  private fresh: Worker[] = []
  /** The worker that is kept free for a call that is to run alone. */
  private saved: Worker | undefined
  private pumping = false

  /** @param create starts a worker */
  constructor(
    settings: PoolSettings,
    listeners: Listeners,
    create: (id: number, owner: WorkerOwner, isExtra: boolean) => Worker,
    owner: DispatcherOwner,
  ) {
    this.owner = owner
    this.queue = new Agenda(settings.concurrency > 1)
    this.workforce = new Workforce(settings, listeners, create, this)
    this.lane = new ShortLane(settings, this.workforce, () => this.pumpSoon(), owner.outside)
  }

  get isClosing(): boolean {
    return this.owner.isClosing
  }

  get waiting(): number {
    return this.queue.size + this.alone.size
  }

  /** All calls that no worker has. */
  get size(): number {
    return this.waiting + this.locked.size + this.bound
  }

  /** Takes a new call. */
  add(call: Call): void {
    call.since = clock()
    const { terms } = call
    if (terms !== undefined && terms.locks.length > 0) {
      call.ticket = new Ticket(call, terms.locks)
      terms.whenOver(() => this.unlock(call))
      if (!this.locks.request(call.ticket)) {
        this.locked.add(call)
        this.waits(call)
        return
      }
    }
    // Whoever waits already goes first.
    const place = this.waiting > 0 ? undefined : this.placeFor(call, call.since)
    if (place === undefined) this.enqueue(call)
    else this.put(call, place)
    this.workforce.grow(place instanceof Line ? undefined : place)
    if (place === undefined) this.lane.waits()
    // Those that wait to run alone keep none of the others waiting but in the worker that is kept free for them.
    if (this.alone.size > 0) this.pumpSoon()
  }

  /** A worker has room. */
  room(worker: Worker): void {
    if (worker.own.size > 0) this.owing.push(worker)
    if (this.waiting === 0 && this.owing.length === 0) return
    if (this.fresh.at(-1) !== worker) this.fresh.push(worker)
    this.pumpSoon()
  }

  /** Calls that were with a worker wait again, since before. */
  returned(calls: readonly Call[]): void {
    for (const call of calls) {
      // Those that waited for one worker only were never sent.
      if (call.isBound) this.unbind(call)
      else if (!this.owner.renew(call)) continue
      this.waits(call)
      this.queue.rejoin(call)
    }
    if (calls.length > 0) this.pumpSoon()
  }

  unable(error: StartError): void {
    this.rejectAll(() => error)
  }

  rested(): void {
    this.owner.rested()
  }

  /** Rejects all calls that no worker has. */
  rejectAll(reason: () => unknown): void {
    const now = clock()
    const next = () => this.queue.shift(now) ?? this.alone.shift()
    for (const call of this.locked) this.rejectUnsent(call, reason())
    this.locked.clear()
    for (let call = next(); call !== undefined; call = next()) this.rejectUnsent(call, reason())
  }

  /** Ends everything at once. */
  kill(): void {
    this.lane.stop()
    const reason = () => new PoolDeath()
    this.workforce.kill(reason)
    this.rejectAll(reason)
  }

  /** No worker ever gets the call. */
  rejectUnsent(call: Call, reason: unknown): void {
    call.reject(reason)
    call.terms?.over()
    call.abandon()
  }

  private waits(call: Call): void {
    call.terms?.queued(() => this.leave(call))
  }

  private enqueue(call: Call): void {
    this.waits(call)
    call.share = call.method.duration.busy
    this.queue.push(call)
  }

  /** A call is to wait for one worker, or for any that has nothing else to do. */
  private setAside(call: Call, line: Line<Call>): void {
    this.waits(call)
    this.queue.assess(call)
    line.push(call)
    if (line === this.alone) return
    call.isBound = true
    this.bound++
    const keeper = this.keeperOf(call)
    // It may take less now.
    if (keeper !== undefined) this.workforce.roster.placed(keeper)
  }

  /** Nobody wants a call any more that waits. */
  private leave(call: Call): void {
    if (!this.queue.remove(call)) {
      if (call.line === undefined) this.locked.delete(call)
      else (call.line as Line<Call>).remove(call)
    }
    if (call.isBound) {
      this.unbind(call)
      this.relieve(call)
    }
    call.terms?.over()
    call.abandon()
    // It may have kept a worker free.
    this.pumpSoon()
    this.rested()
  }

  /** A call waits for one worker no more. */
  private unbind(call: Call): void {
    call.isBound = false
    this.bound--
  }

  /** The worker that a call waited for may have kept room for it. */
  private relieve(call: Call): void {
    const keeper = this.keeperOf(call)
    if (keeper === undefined) return
    this.workforce.roster.placed(keeper)
    this.room(keeper)
  }

  private keeperOf({ terms }: Call): Worker | undefined {
    return terms?.key === undefined ? undefined : this.workforce.roster.keepers.of(terms.key)
  }

  /** Gives the locks of a call to those that come next. */
  private unlock(call: Call): void {
    const { ticket } = call
    call.ticket = undefined
    if (ticket === undefined) return
    for (const next of this.locks.release(ticket)) {
      if (this.locked.delete(next)) this.queue.rejoin(next)
      this.pumpSoon()
    }
  }

  /** Where a call is to go now; `undefined` when no worker has room for it. */
  private placeFor(call: Call, now: number): Worker | Line<Call> | undefined {
    call.share = call.method.duration.busy
    const keeper = this.keeperOf(call)
    if (keeper !== undefined) {
      return keeper.own.size === 0 && keeper.hasRoomFor(call) ? keeper : keeper.own
    }
    if (call.terms?.exclusive === true) return this.workforce.roster.idle ?? this.alone
    return this.workforce.roster.find(call, now)
  }

  private put(call: Call, place: Worker | Line<Call>): void {
    if (place instanceof Line) this.setAside(call, place)
    else this.dispatch(place, call)
  }

  private dispatch(worker: Worker, call: Call): void {
    call.expected = call.method.duration.expected
    const key = call.terms?.key
    if (key !== undefined) this.workforce.roster.keepers.keep(key, worker)
    worker.call(call)
    this.workforce.roster.placed(worker)
  }

  /**
   * Not at once: the answers that a dead worker left behind come in one go with its end, and must not
   * make it look as though it were free.
   */
  private pumpSoon(): void {
    if (this.pumping) return
    this.pumping = true
    soon(this.pump)
  }

  private readonly pump = (): void => {
    this.pumping = false
    const now = clock()
    this.serveAlone(now)
    if (this.owing.length > 0) this.serveOwn(now)
    for (let call = this.queue.peek(now); call !== undefined; call = this.queue.peek(now)) {
      if (this.serve(call, now)) continue
      const other = this.queue.peekBeside(call, now)
      if (other === undefined || !this.serve(other, now)) break
    }
    if (this.alone.size > 0) this.save()
    this.serveShort(now)
    this.workforce.grow()
    if (this.waiting > 0) for (const worker of this.fresh) worker.snooze()
    this.fresh = []
    // A worker for which nothing was left is not answered any more.
    this.rested()
  }

  /** Gives whether there was a place for a call. */
  private serve(call: Call, now: number): boolean {
    const place = this.placeFor(call, now)
    if (place === undefined) return false
    this.queue.take(call)
    this.put(call, place)
    return true
  }

  /** Calls that are to run alone get the workers that do nothing; for the next of them one is kept free. */
  private serveAlone(now: number): void {
    const { saved } = this
    if (saved !== undefined && (saved.load === 0 || !saved.isOpen)) this.letGo(saved)
    for (let call = this.alone.front; call !== undefined; call = this.alone.front) {
      const place = this.placeFor(call, now)
      // Before the others are served, who would leave none that could be kept.
      if (place === undefined || place === this.alone) return this.save()
      this.alone.remove(call)
      this.put(call, place)
    }
    if (this.saved !== undefined) this.letGo(this.saved)
  }

  /** The worker that was kept free takes calls again. */
  private letGo(worker: Worker): void {
    this.saved = undefined
    worker.isSaved = false
    if (!worker.isOpen) return
    this.workforce.roster.placed(worker)
    if (worker.own.size > 0) this.owing.push(worker)
  }

  /** No worker does nothing: one is given no more calls, until it does. */
  private save(): void {
    if (this.saved !== undefined) return
    const worker = this.workforce.roster.leastLoaded
    if (worker === undefined) return
    this.saved = worker
    worker.isSaved = true
    this.workforce.roster.placed(worker)
  }

  /** Calls that wait for one worker get it, unless another one of the queue goes first. */
  private serveOwn(now: number): void {
    const { owing } = this
    this.owing = []
    for (const worker of owing) {
      for (let call = worker.own.front; call !== undefined; call = worker.own.front) {
        if (!worker.hasRoomFor(call)) break
        const rival = this.queue.peek(now)
        if (
          rival !== undefined &&
          this.queue.precedes(rival, call, now) &&
          this.placeFor(rival, now) === worker
        ) {
          this.queue.take(rival)
          this.dispatch(worker, rival)
          continue
        }
        worker.own.remove(call)
        this.unbind(call)
        this.dispatch(worker, call)
      }
    }
  }

  /** Where long calls hold every worker, short ones get one more. */
  private serveShort(now: number): void {
    for (let call = this.queue.peekShort(now); call !== undefined;) {
      const { terms } = call
      if (terms?.key !== undefined || terms?.exclusive === true) return
      const { worker } = this.lane
      if (worker?.hasRoomFor(call) !== true) return
      this.queue.take(call)
      this.dispatch(worker, call)
      call = this.queue.peekShort(now)
    }
  }
}
