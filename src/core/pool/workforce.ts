import { StartError } from '../errors.js'
import { ReadyList } from '../schedule/ready.js'
import type { Call } from '../session/call.js'
import type { StrayError } from '../session/caller-owner.js'
import { unreachable } from '../unreachable.js'
import type { Listeners } from './events.js'
import { Expiry } from './expiry.js'
import { Recycling } from './recycling.js'
import { Restarts } from './restarts.js'
import type { PoolSettings } from './settings.js'
import type { End, Worker, WorkerOwner } from './worker.js'

/** Who has calls for the workers. */
export interface WorkforceOwner {
  /** How many calls wait for a worker. */
  readonly waiting: number
  /** Whether no more calls are taken. */
  readonly isClosing: boolean
  /** A worker has room. */
  room(): void
  /** A worker is gone, and these calls are to be made again, before those that wait. */
  returned(calls: readonly Call[]): void
  /** No worker can be started. */
  unable(error: StartError): void
  /** A worker is gone, or has nothing more to do. */
  rested(): void
}

/** The workers of a pool: starts, replaces and ends them. */
export class Workforce implements WorkerOwner {
  private readonly settings: PoolSettings
  private readonly create: (id: number) => Worker
  private readonly listeners: Listeners
  private readonly owner: WorkforceOwner
  private readonly workers = new Set<Worker>()
  /** With the failures before. */
  private readonly starting = new Map<Worker, number>()
  /** Those that were asked to end, or are about to by themselves. */
  private readonly leaving = new Set<Worker>()
  /** Those that are to be replaced and finish what they have: they stand beside the limit. */
  private readonly draining = new Set<Worker>()
  private readonly available: ReadyList<Worker>
  private readonly expiry: Expiry
  private readonly recycling: Recycling
  private readonly restarts = new Restarts(() => this.grow())
  private lastWorker = 0

  /** @param create starts a worker, owned by this */
  constructor(
    settings: PoolSettings,
    listeners: Listeners,
    create: (id: number, owner: WorkerOwner) => Worker,
    owner: WorkforceOwner,
  ) {
    this.settings = settings
    this.listeners = listeners
    this.create = (id) => create(id, this)
    this.owner = owner
    this.available = new ReadyList(settings.concurrency)
    this.recycling = new Recycling(settings.recycle)
    this.expiry = new Expiry(
      settings,
      this.available,
      () => this.workers.size - this.leaving.size - this.draining.size,
      (worker) => this.retire(worker),
    )
  }

  get isEmpty(): boolean {
    return this.workers.size === 0
  }

  /** The worker that is to have the next call; `undefined` when none has room. */
  best(): Worker | undefined {
    return this.available.best()
  }

  /** Notes that a worker has got a call. */
  placed(worker: Worker): void {
    this.available.place(worker)
  }

  /** Starts workers while calls wait, or share a worker that they need not share. */
  grow(chosen?: Worker): void {
    const shared = chosen !== undefined && chosen.load > 1 && this.available.idlest() === undefined
    const { waiting } = this.owner
    const wanted = waiting + (shared ? 1 : 0)
    this.restarts.hold(waiting > 0)
    while (
      this.starting.size < wanted &&
      !this.restarts.paused &&
      this.workers.size - this.draining.size < this.settings.limit
    ) {
      this.start()
    }
  }

  private start(): void {
    const worker = this.create(++this.lastWorker)
    this.workers.add(worker)
    this.starting.set(worker, this.restarts.failures)
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

  /** Ends all workers at once; their calls are rejected, and what lives in them. */
  kill(reason: () => unknown): void {
    this.expiry.stop()
    this.restarts.stop()
    for (const worker of this.workers) {
      this.available.remove(worker)
      for (const call of worker.calls) call.reject(reason())
      worker.abortLives(reason())
      worker.kill()
    }
  }

  private retire(worker: Worker): void {
    this.available.remove(worker)
    this.draining.delete(worker)
    this.leaving.add(worker)
    worker.retire()
  }

  /** For the worker only; so are those below. */
  ready(worker: Worker): void {
    this.starting.delete(worker)
    this.listeners.tell('start', { worker: worker.id })
    this.answered(worker)
  }

  answered(worker: Worker): void {
    // Not its hello alone: it may end before it does anything.
    if (worker.served > 0 && this.restarts.failures > 0) this.restarts.succeeded()
    if (worker.isDraining) return this.drained(worker)
    const reason = this.recycling.due(worker)
    if (reason !== undefined) {
      this.available.remove(worker)
      this.draining.add(worker)
      worker.drain()
      this.listeners.tell('recycle', { worker: worker.id, reason })
      this.drained(worker)
      return this.grow()
    }
    this.available.place(worker)
    if (this.owner.waiting > 0) this.owner.room()
    if (worker.load > 0) return
    worker.idleSince = performance.now()
    if (this.owner.isClosing) this.owner.rested()
    else this.expiry.watch()
  }

  /** Ends a worker that is to be replaced, once nothing is left in it. */
  private drained(worker: Worker): void {
    if (worker.load > 0) return
    if (this.owner.isClosing) this.owner.rested()
    else if (!worker.lively) this.retire(worker)
  }

  ending(worker: Worker): void {
    this.available.remove(worker)
    this.draining.delete(worker)
    this.leaving.add(worker)
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
  private count(end: End, before: number): void {
    switch (end.kind) {
      case 'ended':
        return
      case 'died':
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
    this.owner.unable(new StartError(this.restarts.failures, cause))
  }

  gone(worker: Worker, end: End, returned: readonly Call[]): void {
    const before = this.starting.get(worker) ?? 0
    this.workers.delete(worker)
    this.starting.delete(worker)
    this.leaving.delete(worker)
    this.draining.delete(worker)
    this.available.remove(worker)
    // First what is to be made again: otherwise a pool that closes would take itself for done.
    this.owner.returned(returned)
    if (end.kind === 'died') this.listeners.tell('death', { worker: worker.id, error: end.error })
    this.count(end, before)
    this.grow()
    this.owner.rested()
  }
}
