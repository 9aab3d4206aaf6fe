/// <reference lib="esnext.disposable" preserve="true" />
// Hot: bench/pool.
import type { Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import { sharedClasses } from '../clone/registry.js'
import { Shapes } from '../clone/shapes.js'
import { defaultPoolUnkillable, PoolDeath, poolKilled, StartError, unreachable } from '../errors.js'
import { boolean, checkOptions } from '../options.js'
import { Line, outOfLine, type InLine } from '../schedule/line.js'
import { ReadyList } from '../schedule/ready.js'
import {
  copyOf,
  DEFAULT_WINDOW,
  defineMethod,
  nameOf,
  type Call,
  type Method,
} from '../session/call.js'
import { abandon, countUp, liftAll, withLives, type Lifted } from '../session/lifted.js'
import type { Signal } from '../signal.js'
import type { Transport } from '../transport.js'
import { Expiry } from './expiry.js'
import type { CallSettings } from './call-options.js'
import { Control } from './control.js'
import { callerOf, createModule } from './module.js'
import type { Remote } from './remote.js'
import { parseSettings, type PoolOptions, type PoolSettings } from './settings.js'
import { toSpecifier, type Specifier } from './specifier.js'
import { Worker, type WorkerOwner } from './worker.js'

/** What a pool needs of the host that it runs on. */
export interface PoolHost {
  /** The transport of a pool that names none. */
  transport(): Transport
  /** The URL of an absolute path; anything else as it is. */
  resolve(specifier: string): string
}

/** How a pool is ended. */
export interface KillOptions {
  /** Reject all outstanding calls with `PoolDeath` at once, and kill the workers. @default false */
  readonly force?: boolean
}

const KILL_OPTIONS = { force: boolean }

/** How often in a row workers may fail to start before the calls that wait for one are rejected. */
const START_ATTEMPTS = 3

const DEFAULT: unique symbol = Symbol.for('invoke.default') as never

interface QueuedCall extends Call, InLine {
  readonly value: Encoded
}

type State =
  | { readonly kind: 'open' }
  /** Takes no more calls. Ends when the last worker does. */
  | { readonly kind: 'closing'; readonly closed: () => void; readonly done: Promise<void> }
  | { readonly kind: 'dead'; readonly done: Promise<void> }

/** A set of workers and the calls that wait for them. */
export class WorkerPool implements WorkerOwner {
  /** Whether this is the default pool, which serves the whole process and cannot be killed. */
  readonly [DEFAULT]: boolean
  readonly #host: PoolHost
  readonly #settings: PoolSettings
  readonly #shapes = new Shapes()
  readonly #encoder: Encoder
  readonly #methods = new Map<string, Map<string | null, Method>>()
  readonly #workers = new Set<Worker>()
  /** Those of them that were asked to end and have not yet. */
  readonly #leaving = new Set<Worker>()
  readonly #ready: ReadyList<Worker>
  readonly #queue = new Line<QueuedCall>()
  readonly #numbers = countUp()
  readonly #expiry: Expiry
  #state: State = { kind: 'open' }
  #starting = 0
  #failedStarts = 0
  #lastWorker = 0
  #pumping = false
  #lastMethod = 0

  constructor(host: PoolHost, options: PoolOptions, isDefault = false) {
    this.#host = host
    this.#settings = parseSettings(options, () => host.transport())
    const { transport, concurrency } = this.#settings
    this.#encoder = new Encoder(this.#shapes, (value) => transport.attach(value), sharedClasses())
    this.#ready = new ReadyList(concurrency)
    this.#expiry = new Expiry(
      this.#settings,
      this.#ready,
      () => this.#workers.size - this.#leaving.size,
      (worker) => this.#retire(worker),
    )
    this[DEFAULT] = isDefault
  }

  /**
   * A module whose exports are called in this pool's workers. Nothing is loaded before the first call.
   * @throws TypeError for a specifier that names no module; ReferenceError when the pool was killed
   */
  invoke<M>(specifier: Specifier): Remote<M> {
    this.#assertOpen()
    const module = toSpecifier(specifier, (text) => this.#host.resolve(text))
    const methods = this.#methods.get(module) ?? new Map<string | null, Method>()
    this.#methods.set(module, methods)
    return createModule<M>((name, parameters, settings) => {
      let method = methods.get(name)
      if (method === undefined) {
        method = defineMethod(++this.#lastMethod, module, name)
        methods.set(name, method)
      }
      return this.#schedule(method, parameters, settings)
    })
  }

  /**
   * Loads a module in one worker now. Rejects with a `LoadError`; resolves to the module.
   * @throws TypeError for a specifier that names no module; ReferenceError when the pool was killed
   */
  load<M>(specifier: Specifier): Promise<Remote<M>> {
    const module = this.invoke<M>(specifier)
    return callerOf(module)(null, []).then(() => module)
  }

  /**
   * Ends the pool. From now on a call throws a `ReferenceError`; calls made before still finish, unless
   * `force` rejects them with `PoolDeath`. Resolves when every worker is gone; may be called again.
   * @throws TypeError on the default pool, and for an option that does not exist or does not fit
   */
  kill(options: KillOptions = {}): Promise<void> {
    checkOptions('kill', options, KILL_OPTIONS)
    const { force = false } = options
    if (this[DEFAULT]) throw defaultPoolUnkillable()
    if (this.#state.kind === 'open') this.#close()
    if (force) this.#killWorkers()
    else this.#retireIdle()
    this.#endIfEmpty()
    return (this.#state as Exclude<State, { kind: 'open' }>).done
  }

  /** Ends the pool gracefully: `await using pool = new Pool()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }

  #assertOpen(): void {
    if (this.#state.kind !== 'open') throw poolKilled()
  }

  #schedule(
    method: Method,
    parameters: readonly unknown[],
    settings: CallSettings | undefined,
  ): Promise<unknown> {
    this.#assertOpen()
    let value: Encoded
    let lifted: Lifted[] | undefined
    try {
      const window = settings?.window ?? DEFAULT_WINDOW
      lifted = liftAll(parameters, this.#encoder.classes, this.#numbers, window)
      if (isAborted(settings)) return this.#refuse(settings.signal.reason, lifted)
      const list = lifted === undefined ? parameters : withLives(parameters, lifted)
      // Before a worker is chosen: what cannot be sent must not cost anyone a slot.
      value = this.#encoder.beginList(list, 'args')
      if (value.rest !== undefined) this.#encoder.snapshot(value)
    } catch (error) {
      return Promise.reject(error)
    }
    // A getter among the arguments may have killed the pool, or aborted the call.
    this.#assertOpen()
    if (isAborted(settings)) return this.#refuse(settings.signal.reason, lifted)
    return new Promise((resolve, reject) => {
      const worker = this.#ready.best()
      const terms = settings && new Control(settings, nameOf(method), reject, () => leave())
      let leave = () => undefined as void
      if (worker === undefined || this.#queue.size > 0) {
        const call = { method, resolve, reject, lifted, terms, value: copyOf(value), ...outOfLine }
        leave = () => this.#leave(call)
        this.#queue.push(call)
      } else {
        this.#dispatch(worker, { method, resolve, reject, lifted, terms }, value)
      }
      this.#grow(worker)
    })
  }

  /** The call never begins, but what lives among its arguments was given to it. */
  #refuse(reason: unknown, lifted: readonly Lifted[] | undefined): Promise<never> {
    abandon(lifted)
    return Promise.reject(reason)
  }

  /** Nobody wants a call any more that waits. */
  #leave(call: QueuedCall): void {
    this.#queue.remove(call)
    abandon(call.lifted)
    if (this.#state.kind === 'closing') this.#retireIdle()
    this.#endIfEmpty()
  }

  #dispatch(worker: Worker, call: Call, value: Encoded): void {
    worker.call(call, value)
    this.#ready.place(worker)
  }

  /**
   * Not at once: the answers that a dead worker left behind come in one go with its end, and must not
   * make it look as though it were free.
   */
  #pumpSoon(): void {
    if (this.#pumping) return
    this.#pumping = true
    queueMicrotask(() => {
      this.#pumping = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#queue.size > 0) {
      const worker = this.#ready.best()
      if (worker === undefined) return
      const call = this.#queue.shift() as QueuedCall
      this.#dispatch(worker, call, call.value)
    }
    // A worker for which nothing was left is not answered any more.
    if (this.#state.kind === 'closing') this.#retireIdle()
  }

  /** Starts workers while calls wait, or share a worker that they need not share. */
  #grow(chosen?: Worker): void {
    const shared = chosen !== undefined && chosen.load > 1 && this.#ready.idlest() === undefined
    const wanted = this.#queue.size + (shared ? 1 : 0)
    while (this.#starting < wanted && this.#workers.size < this.#settings.limit) this.#start()
  }

  #start(): void {
    this.#starting++
    this.#workers.add(
      new Worker(
        ++this.#lastWorker,
        this.#settings,
        this.#shapes,
        this.#encoder,
        this.#numbers,
        this,
      ),
    )
  }

  /** For the worker only. */
  ready(worker: Worker): void {
    this.#starting--
    this.#failedStarts = 0
    this.answered(worker)
  }

  /** For the worker only. */
  answered(worker: Worker): void {
    this.#ready.place(worker)
    if (this.#queue.size > 0) this.#pumpSoon()
    if (worker.load > 0) return
    worker.idleSince = performance.now()
    if (this.#state.kind === 'closing') this.#retireIdle()
    else this.#expiry.watch()
  }

  /** For the worker only. */
  ending(worker: Worker): void {
    this.#ready.remove(worker)
    this.#leaving.add(worker)
    this.#grow()
  }

  /** For the worker only. */
  gone(worker: Worker, cause: unknown): void {
    this.#workers.delete(worker)
    this.#leaving.delete(worker)
    this.#ready.remove(worker)
    if (cause !== undefined) {
      this.#starting--
      this.#startFailed(cause)
    }
    this.#grow()
    this.#endIfEmpty()
  }

  #startFailed(cause: unknown): void {
    if (++this.#failedStarts < START_ATTEMPTS) return
    const error = new StartError(this.#failedStarts, cause)
    this.#failedStarts = 0
    this.#rejectQueued(() => error)
  }

  #rejectQueued(reason: () => unknown): void {
    for (let call = this.#queue.shift(); call !== undefined; call = this.#queue.shift()) {
      this.#rejectUnsent(call, reason())
    }
  }

  /** No worker ever gets the call. */
  #rejectUnsent({ reject, terms, lifted }: Call, reason: unknown): void {
    reject(reason)
    terms?.over()
    abandon(lifted)
  }

  #retire(worker: Worker): void {
    this.#ready.remove(worker)
    this.#leaving.add(worker)
    worker.retire()
  }

  #close(): void {
    let closed!: () => void
    const done = new Promise<void>((resolve) => {
      closed = resolve
    })
    this.#state = { kind: 'closing', closed, done }
    this.#expiry.stop()
  }

  #retireIdle(): void {
    if (this.#queue.size > 0) return
    for (const worker of this.#workers) {
      if (worker.load > 0 || !worker.isReady) continue
      if (worker.inUse) worker.settle()
      else this.#retire(worker)
    }
  }

  #killWorkers(): void {
    this.#rejectQueued(() => new PoolDeath())
    for (const worker of this.#workers) {
      this.#ready.remove(worker)
      for (const call of worker.calls) call.reject(new PoolDeath())
      worker.abortLives(new PoolDeath())
      worker.kill()
    }
  }

  #endIfEmpty(): void {
    const state = this.#state
    switch (state.kind) {
      case 'open':
      case 'dead':
        return
      case 'closing':
        if (this.#workers.size > 0 || this.#queue.size > 0) return
        this.#state = { kind: 'dead', done: state.done }
        state.closed()
        return
      default:
        unreachable(state)
    }
  }
}

const isAborted = (
  settings: CallSettings | undefined,
): settings is CallSettings & { readonly signal: Signal } =>
  settings?.signal !== undefined && settings.signal.aborted
