import { StartError } from '../errors.js'
import type { Call } from '../session/call.js'
import type { StrayError } from '../session/caller-owner.js'
import { unreachable } from '../unreachable.js'
import { Arrivals } from './arrivals.js'
import type { Listeners, RecycleReason } from './events.js'
import { Expiry } from './expiry.js'
import { Recycling } from './recycling.js'
import { Restarts } from './restarts.js'
import { Roster } from './roster.js'
import type { PoolSettings } from './settings.js'
import type { WorkerStats } from './stats.js'
import type { End } from './end.js'
import type { Worker, WorkerOwner } from './worker.js'

/** Who has calls for the workers. */
export interface WorkforceOwner {
  /** How many calls wait for any worker. */
  readonly waiting: number
  /** Whether no more calls are taken. */
  readonly isClosing: boolean
  /** A worker has room. */
  room(worker: Worker): void
  /** These calls were with a worker, and are to be made by another one. */
  returned(calls: readonly Call[]): void
  /** No worker can be started. */
  unable(error: StartError): void
  /** A worker is gone, or has nothing more to do. */
  rested(): void
}

/** The workers of a pool: starts, replaces and ends them. */
export class Workforce implements WorkerOwner {
  private readonly settings: PoolSettings
  private readonly create: (id: number, isExtra: boolean) => Worker
  private readonly listeners: Listeners
  private readonly owner: WorkforceOwner
  readonly workers = new Set<Worker>()
  /** With the failures before. */
  private readonly starting = new Map<Worker, number>()
  /** Those that were asked to end, or are about to by themselves. */
  private readonly leaving = new Set<Worker>()
  /** Those that are to be replaced and finish what they have: they stand beside the limit. */
  private readonly draining = new Set<Worker>()
  readonly roster: Roster
  private readonly expiry: Expiry
  private readonly recycling: Recycling
  private readonly restarts = new Restarts(() => this.grow())
  private readonly arrivals = new Arrivals()
  private lastWorker = 0
  /** The worker beside the limit, for short calls. */
  private extra: Worker | undefined
  /** How many have died. */
  deaths = 0

  /** @param create starts a worker, owned by this */
  constructor(
    settings: PoolSettings,
    listeners: Listeners,
    create: (id: number, owner: WorkerOwner, isExtra: boolean) => Worker,
    owner: WorkforceOwner,
  ) {
    this.settings = settings
    this.listeners = listeners
    this.create = (id, isExtra) => create(id, this, isExtra)
    this.owner = owner
    this.roster = new Roster(settings, () => this.staying)
    this.recycling = new Recycling(settings.recycle)
    this.expiry = new Expiry(
      settings,
      this.roster.available,
      () => this.staying,
      (worker) => this.retire(worker),
    )
  }

  /** How many workers there are in each state. */
  get stats(): WorkerStats {
    const [starting, draining, ending] = [this.starting, this.draining, this.leaving].map(
      ({ size }) => size,
    )
    let idle = 0
    for (const worker of this.workers) if (worker.isOpen && worker.load === 0) idle++
    const busy = this.workers.size - starting - draining - ending - idle
    return { starting, idle, busy, draining, ending }
  }

  /** How many calls workers have. */
  get running(): number {
    let running = 0
    for (const { load } of this.workers) running += load
    return running
  }

  /** How many workers there are that count, and were not asked to end. */
  private get staying(): number {
    const extra = this.extra === undefined ? 0 : 1
    return this.workers.size - this.leaving.size - this.draining.size - extra
  }

  /** Whether any worker takes calls, though it may have no room now. */
  private get isAnyOpen(): boolean {
    for (const worker of this.workers) if (worker.isOpen) return true
    return false
  }

  /** Whether all workers that there may be are held for long. @param now on the host's clock; a look at each, if given */
  areAllHeld(now?: number): boolean {
    const { limit } = this.settings
    if (this.starting.size > 0 || this.staying < limit) return false
    if (now !== undefined) this.roster.look(this.workers, now)
    return this.roster.held >= this.staying
  }

  /** Starts workers while calls wait, or share a worker that they need not share. */
  grow(chosen?: Worker): void {
    const shared =
      chosen !== undefined && chosen.load > 1 && this.roster.available.idlest() === undefined
    const { waiting } = this.owner
    const missing = Math.min(this.arrivals.wanted, this.settings.limit) - this.staying
    const wanted = Math.max(waiting + (shared ? 1 : 0), this.starting.size + missing)
    this.restarts.hold(waiting > 0 || this.arrivals.wanted > 0)
    while (
      this.starting.size < wanted &&
      !this.restarts.paused &&
      this.workers.size - this.draining.size - (this.extra === undefined ? 0 : 1) <
        this.settings.limit
    ) {
      this.start(false)
    }
  }

  private start(isExtra: boolean): Worker {
    const worker = this.create(++this.lastWorker, isExtra)
    this.workers.add(worker)
    this.starting.set(worker, this.restarts.failures)
    return worker
  }

  /** Starts workers until there are so many; resolves when all of them are ready. Rejects when they cannot be started. */
  startUp(count: number): Promise<void> {
    const arrived = this.arrivals.of(count, () => this.staying - this.starting.size)
    this.grow()
    return arrived
  }

  /** The worker beside the limit, which is started when there is none. */
  get beside(): Worker | undefined {
    if (this.extra === undefined && !this.restarts.paused) this.extra = this.start(true)
    return this.extra
  }

  /** Ends the worker beside the limit if it does nothing; gives whether there is none now. */
  dismiss(): boolean {
    if (this.extra?.isUnused === true) this.retire(this.extra)
    return this.extra === undefined
  }

  /** Asks all workers to end that have nothing to do. */
  retireIdle(): void {
    this.expiry.stop()
    for (const worker of this.workers) {
      if (worker.load > 0 || !worker.isWorking) continue
      if (worker.inUse) worker.settle()
      else this.retire(worker)
    }
  }

  /** Calls may wait for what lives in workers that have nothing else to do: it is to end when nobody uses it. */
  settleIdle(): void {
    for (const worker of this.workers) if (worker.isWorking && worker.lively) worker.settle()
  }

  /** No more calls are taken: nobody needs workers that are not there yet. */
  close(reason: unknown): void {
    this.arrivals.fail(reason)
  }

  /** Ends all workers at once; their calls are rejected, and what lives in them. */
  kill(reason: () => unknown): void {
    this.expiry.stop()
    this.restarts.stop()
    this.arrivals.fail(reason())
    for (const worker of this.workers) {
      this.release(worker)
      for (const call of worker.calls) call.reject(reason())
      worker.abortLives(reason())
      worker.kill()
    }
  }

  private retire(worker: Worker): void {
    this.draining.delete(worker)
    this.leaving.add(worker)
    worker.retire()
    this.release(worker)
  }

  /** A worker takes no more calls: those that wait for it alone may go to any. */
  private release(worker: Worker): void {
    this.roster.release(worker)
    if (worker === this.extra) this.extra = undefined
    const calls: Call[] = []
    for (let call = worker.own.shift(); call !== undefined; call = worker.own.shift()) {
      calls.push(call)
    }
    if (calls.length > 0) this.owner.returned(calls)
  }

  /** For the worker only; so are those below. */
  ready(worker: Worker): void {
    this.starting.delete(worker)
    this.arrivals.check()
    this.listeners.tell('start', { worker: worker.id })
    if (worker.outdated === undefined) this.answered(worker)
    else this.recycle(worker, worker.outdated)
  }

  answered(worker: Worker): void {
    // Not its hello alone: it may end before it does anything.
    if (worker.served > 0 && this.restarts.failures > 0) this.restarts.succeeded()
    if (worker.isDraining) return this.drained(worker)
    const reason = this.recycling.due(worker)
    if (reason !== undefined) return this.recycle(worker, reason)
    this.roster.placed(worker)
    this.owner.room(worker)
    if (worker.load > 0) return
    worker.idleSince = performance.now()
    if (this.owner.waiting === 0) this.roster.idled(worker)
    if (this.owner.isClosing) this.owner.rested()
    else this.expiry.watch()
  }

  /** It counts as one that is busy: others may be ready sooner. */
  delayed(worker: Worker): void {
    this.starting.delete(worker)
    this.grow()
  }

  occupied(worker: Worker): void {
    this.roster.placed(worker)
    if (!worker.isOccupied) return this.owner.room(worker)
    // What waits there could be made elsewhere, now or in a moment.
    if (this.roster.available.idleCount > 0 || this.staying < this.settings.limit) worker.withdraw()
  }

  withdrawn(worker: Worker, call: Call): void {
    if (worker.isWorking) this.roster.placed(worker)
    this.owner.returned([call])
  }

  /** Replaces a worker; it finishes what it has. */
  recycle(worker: Worker, reason: RecycleReason): void {
    if (worker.isStarting) worker.outdated = reason
    if (!worker.isOpen) return
    this.draining.add(worker)
    worker.drain()
    this.release(worker)
    this.listeners.tell('recycle', { worker: worker.id, reason })
    this.drained(worker)
    this.grow()
  }

  /** Ends a worker that is to be replaced, once nothing is left in it. */
  private drained(worker: Worker): void {
    if (worker.load > 0) return
    if (this.owner.isClosing) this.owner.rested()
    else if (!worker.lively) this.retire(worker)
  }

  ending(worker: Worker): void {
    this.draining.delete(worker)
    this.leaving.add(worker)
    this.release(worker)
    this.grow()
  }

  stray(worker: Worker, { error, method }: StrayError): void {
    this.listeners.tell('error', {
      worker: worker.id,
      error,
      module: method?.module,
      method: method?.name ?? undefined,
    })
  }

  /** An end before anything was done counts as a failed start: otherwise such workers would be started for ever. */
  private count({ id }: Worker, end: End, before: number): void {
    switch (end.kind) {
      case 'ended':
        return
      case 'died':
        this.deaths++
        this.listeners.tell('death', { worker: id, error: end.error })
        if (end.isUseless) this.failed(end.error, this.restarts.failures)
        return
      case 'never started':
        return this.failed(end.cause, before)
      default:
        return unreachable(end)
    }
  }

  private failed(cause: unknown, before: number): void {
    if (!this.restarts.failed(before)) return
    const error = new StartError(this.restarts.failures, cause)
    this.arrivals.fail(error)
    // As long as one works, it can make what waits.
    if (!this.isAnyOpen) this.owner.unable(error)
  }

  gone(worker: Worker, end: End, returned: readonly Call[]): void {
    const before = this.starting.get(worker) ?? 0
    this.workers.delete(worker)
    this.starting.delete(worker)
    this.leaving.delete(worker)
    this.draining.delete(worker)
    // First what is to be made again: otherwise a pool that closes would take itself for done.
    this.owner.returned(returned)
    this.release(worker)
    this.count(worker, end, before)
    this.grow()
    this.owner.rested()
  }
}
