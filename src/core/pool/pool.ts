/// <reference lib="esnext.disposable" preserve="true" />
// Hot: bench/pool.
import { noSnapshot, type Enter, type Snapshot } from '../async-context.js'
import { asyncDispose } from '../async-dispose.js'
import { KEEP_NONE } from '../attachments.js'
import { isEncoded, type Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import { sharedClasses } from '../clone/registry.js'
import { Shapes } from '../clone/shapes.js'
import { defaultPoolUnkillable, nameOf, poolKilled, QueueFull } from '../errors.js'
import { boolean, checkOptions, list } from '../options.js'
import { Duration } from '../schedule/duration.js'
import { Briefing } from '../session/briefing.js'
import { Call, DEFAULT_WINDOW } from '../session/call.js'
import { Copies } from '../session/copies.js'
import { abandon, countUp, liftAll, withLives, type Lifted } from '../session/lifted.js'
import { Method } from '../session/method.js'
import type { Transport } from '../transport.js'
import { isAborted, type CallSettings } from './call-options.js'
import { Control } from './control.js'
import { Dispatcher } from './dispatcher.js'
import { Listeners, type PoolEvents } from './events.js'
import { map } from '../map/map.js'
import type { Mappable } from '../map/input.js'
import type { MapOptions } from '../map/options.js'
import type { MapContext } from '../map/mapped-call.js'
import { IsolatedPools } from './isolated-pools.js'
import { callerOf, createModule, type CallExport } from './module.js'
import type { Loader, ModulePattern } from './loader.js'
import { Loaders } from './loaders.js'
import type { IsolatedRemote, Remote } from './remote.js'
import { Room } from './room.js'
import { parseSettings, restrictionsOf, type PoolOptions, type PoolSettings } from './settings.js'
import { toSpecifier, type Resolve, type Specifier } from './specifier.js'
import { statsOf, type PoolStats } from './stats.js'
import type { Tracing } from './tracing.js'
import { Worker, type WorkerOwner } from './worker.js'
import { unreachable } from '../unreachable.js'

/** What a pool needs of the host that it runs on. */
export interface PoolHost {
  /** The transport of a pool that names none. */
  transport(): Transport
  /** The URL of an absolute path; anything else as it is. */
  readonly resolve: Resolve
  /** Lets others watch the calls. */
  readonly tracing?: Tracing
  /** Holds on to the context at hand. Absent where there is none. */
  readonly snapshot?: Snapshot
}

/** How a pool is ended. */
export interface KillOptions {
  /** Reject all outstanding calls with `PoolDeath` at once, and kill the workers. @default false */
  readonly force?: boolean
}

const KILL_OPTIONS = { force: boolean }

/** How a module is called. */
export interface InvokeOptions {
  /**
   * Whether it has workers of its own, as many as the pool, which end with it: by `await using`, when the module
   * cannot be reached any more, and with this pool. @default false
   */
  readonly isolated?: boolean
  /**
   * Specifiers of modules that a worker loads before this one, in this order, once. @default none
   */
  readonly preload?: readonly Specifier[]
}

const INVOKE_OPTIONS = { isolated: boolean, preload: list }

const DEFAULT: unique symbol = Symbol.for('invoke.default') as never

type State =
  | { readonly kind: 'open' }
  /** Takes no more calls. Ends when the last worker does. */
  | { readonly kind: 'closing'; readonly closed: () => void; readonly done: Promise<void> }
  | { readonly kind: 'dead'; readonly done: Promise<void> }

/** A set of workers and the calls that wait for them. */
export class WorkerPool {
  /** Whether this is the default pool, which serves the whole process and cannot be killed. */
  readonly [DEFAULT]: boolean
  readonly #host: PoolHost
  readonly #encoder: Encoder
  readonly #copies = new Copies()
  readonly #methods = new Map<string, Map<string | null, Method>>()
  readonly #dispatcher: Dispatcher
  readonly #settings: PoolSettings
  readonly #loaders: Loaders
  readonly #room = new Room()
  /** The options that it was made with, for the pools of isolated modules. */
  readonly #options: PoolOptions
  readonly #isolated: IsolatedPools<WorkerPool> = new IsolatedPools(() => this.#rested())
  readonly #duration = new Duration()
  readonly #numbers = countUp()
  readonly #snapshot: Snapshot
  /** Runs something in the context in which the pool was made, which is that of no call. */
  readonly #outside: Enter
  readonly #listeners: Listeners
  /** The pool that users have: that of an isolated module stands for the one that it was got from. */
  #face: WorkerPool = this
  #state: State = { kind: 'open' }
  #lastMethod = 0

  constructor(host: PoolHost, options: PoolOptions, isDefault = false) {
    this.#host = host
    const { snapshot = noSnapshot } = host
    this.#snapshot = snapshot
    this.#outside = snapshot()
    this.#listeners = new Listeners(snapshot)
    const settings = parseSettings(options, () => host.transport(), host.resolve)
    const { transport } = settings
    const shapes = new Shapes()
    this.#encoder = new Encoder(shapes, (value) => transport.attach(value), sharedClasses())
    this.#settings = settings
    this.#options = { ...options, ...restrictionsOf(settings) }
    const isClosing = () => this.#state.kind !== 'open'
    const briefing = new Briefing(settings.concurrency, settings.setup)
    const equipment = { briefing, shapes, encoder: this.#encoder, numbers: this.#numbers, snapshot }
    const create = (id: number, owner: WorkerOwner, isExtra: boolean) =>
      new Worker(id, settings, equipment, owner, isExtra)
    this.#dispatcher = new Dispatcher(
      settings,
      this.#listeners,
      // Everything that comes of it would hold the context of the first call for as long as it lives.
      (...of) => this.#outside(() => create(...of)),
      {
        get isClosing() {
          return isClosing()
        },
        outside: this.#outside,
        renew: (call) => this.#renew(call),
        rested: () => this.#rested(),
      },
    )
    this.#loaders = new Loaders(briefing, this.#dispatcher.workforce, (each) => this.#resolve(each))
    this[DEFAULT] = isDefault
  }

  /**
   * A module whose exports are called in this pool's workers, or in workers of its own. Nothing is loaded before
   * the first call.
   * @throws TypeError for a specifier that names no module, or an option that does not exist or does not fit;
   * ReferenceError when the pool was killed
   */
  invoke<M>(
    specifier: Specifier,
    options: InvokeOptions & { readonly isolated: true },
  ): IsolatedRemote<M>
  invoke<M>(specifier: Specifier, options?: InvokeOptions): Remote<M>
  invoke<M>(specifier: Specifier, options: InvokeOptions = {}): Remote<M> {
    this.#assertOpen()
    checkOptions('invoke', options, INVOKE_OPTIONS)
    if (options.isolated !== true) return createModule<M>(this.#exportsOf(specifier, options))
    const transport = this.#settings.transport.apart?.(toSpecifier(specifier, this.#host.resolve))
    const own = transport === undefined ? this.#options : { ...this.#options, transport }
    const pool = this.#outside(() => new WorkerPool(this.#host, own))
    pool.#face = this.#face
    pool.#loaders.adopt(this.#loaders)
    const schedule = pool.#exportsOf(specifier, options)
    this.#isolated.add(pool, schedule)
    return createModule<M>(schedule, undefined, () => this.#isolated.end(pool))
  }

  /**
   * Says how modules are loaded, by their specifiers: by a loader of `invoke/loaders`, or by the function
   * `load(specifier, context)` of a module. What was said last counts first. `null` takes back what was said for the
   * same pattern. Workers that have loaded a module for which that changes anything are replaced.
   * @throws TypeError for what is no pattern or no loader; ReferenceError when the pool was killed
   */
  setLoader(pattern: ModulePattern, loader: Loader | null): void {
    this.#assertOpen()
    this.#loaders.set(pattern, loader)
    for (const pool of this.#isolated.all) pool.#loaders.set(pattern, loader)
  }

  /**
   * Replaces the workers that have loaded a module, or any at all, so that changed files are seen by later calls.
   * Calls made before finish where they are.
   * @throws TypeError for what is no pattern; ReferenceError when the pool was killed
   */
  reload(pattern?: ModulePattern): void {
    this.#assertOpen()
    this.#loaders.reload(pattern)
    for (const pool of this.#isolated.all) pool.#loaders.reload(pattern)
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
   * Starts workers now, as many as the option `minimum` says. Resolves when they are ready; rejects with a
   * `StartError` when they cannot be started, with a `ReferenceError` when the pool is killed before.
   * @throws ReferenceError when the pool was killed
   */
  start(): Promise<void> {
    this.#assertOpen()
    return this.#dispatcher.workforce.startUp(this.#settings.minimum)
  }

  /**
   * Resolves when there is room in the queue: at once, unless `maxQueue` calls wait. Rejects with a
   * `ReferenceError` when the pool is killed before.
   * @throws ReferenceError when the pool was killed
   */
  ready(): Promise<void> {
    this.#assertOpen()
    return this.#isFull ? this.#room.wait() : Promise.resolve()
  }

  /** What the pool is doing, and has done so far. */
  stats(): PoolStats {
    const { workforce, size } = this.#dispatcher
    const methods = [...this.#methods.values()].flatMap((each) => [...each.values()].map(statsOf))
    const retries = methods.reduce((sum, method) => sum + method.retries, 0)
    const { stats, running, deaths } = workforce
    const transport = this.#settings.transport.name
    return { transport, workers: stats, queued: size, running, deaths, retries, methods }
  }

  /**
   * Calls a function with each item of an input, several at a time, and gives what the calls come to: in
   * the order of the items, or as it comes. The function calls workers, `(path) => images.resize(path)`.
   * Nothing happens before the first `next`. Then the input is read as far ahead as `concurrency` says, and no
   * further while nobody takes results. An error, of a call or of the input, an early `break` and `signal` end it:
   * the input is closed, and the `signal` of calls that still run aborts.
   * @throws TypeError or RangeError for an argument or option that does not fit; ReferenceError when the pool
   * was killed
   */
  map<T, R>(
    input: Mappable<T>,
    fn: (item: Awaited<T>, context: MapContext) => R,
    options: MapOptions = {},
  ): AsyncGenerator<Awaited<R>, void, undefined> {
    this.#assertOpen()
    const { limit, concurrency } = this.#settings
    const room = () => (this.#isFull ? this.#room.wait() : undefined)
    // So many that no worker waits for the next item.
    return map(input, fn, options, 2 * limit * concurrency, room, this.#snapshot())
  }

  /**
   * Calls a function whenever something happens to a worker: `start`, `death`, `recycle`, or `error` for an
   * error that ended one and that no call is rejected with. Gives a function that removes it again.
   * @throws TypeError for an event that does not exist
   */
  on<N extends keyof PoolEvents>(name: N, listener: (event: PoolEvents[N]) => void): () => void {
    return this.#listeners.add(name, listener)
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
    this.#isolated.kill(options)
    if (force) this.#dispatcher.kill()
    this.#rested()
    return (this.#state as Exclude<State, { kind: 'open' }>).done
  }

  /** Ends the pool gracefully: `await using pool = new Pool()`. */
  [asyncDispose](): Promise<void> {
    return this.kill()
  }

  get #isFull(): boolean {
    return this.#dispatcher.size >= this.#settings.maxQueue
  }

  #resolve(specifier: unknown): string {
    return toSpecifier(specifier, this.#host.resolve)
  }

  #exportsOf(specifier: Specifier, { preload: given = [] }: InvokeOptions): CallExport {
    const module = this.#resolve(specifier)
    const preload = given.map((each) => this.#resolve(each))
    const key = [module, ...preload].join('\n')
    const methods = this.#methods.get(key) ?? new Map<string | null, Method>()
    this.#methods.set(key, methods)
    return (name, parameters, settings) => {
      let method = methods.get(name)
      if (method === undefined) {
        method = new Method(++this.#lastMethod, module, name, preload, this.#duration)
        methods.set(name, method)
      }
      const { tracing } = this.#host
      if (tracing?.isWatched !== true) return this.#schedule(method, parameters, settings)
      return this.#trace(tracing, method, parameters, settings)
    }
  }

  #assertOpen(): void {
    if (this.#state.kind !== 'open') throw poolKilled()
  }

  /** A method of its own, because a function that is made in another costs that at every call. */
  #trace(
    tracing: Tracing,
    method: Method,
    args: readonly unknown[],
    settings: CallSettings | undefined,
  ): Promise<unknown> {
    const { module, name } = method
    return tracing.trace({ pool: this.#face, module, method: name ?? undefined, args }, () =>
      this.#schedule(method, args, settings),
    )
  }

  #schedule(
    method: Method,
    parameters: readonly unknown[],
    settings: CallSettings | undefined,
  ): Promise<unknown> {
    this.#assertOpen()
    if (this.#isFull) return Promise.reject(new QueueFull(this.#settings.maxQueue))
    let value: Encoded
    let lifted: Lifted[] | undefined
    try {
      const window = settings?.window ?? DEFAULT_WINDOW
      lifted = liftAll(parameters, this.#encoder, this.#numbers, window)
      if (isAborted(settings)) return this.#refuse(settings.signal.reason, lifted)
      const list = lifted === undefined ? parameters : withLives(parameters, lifted)
      // Before a worker is chosen: what cannot be sent must not cost anyone a slot.
      value = this.#encoder.beginList(list, 'args', settings?.keepOpen ?? KEEP_NONE)
      if (value.rest !== undefined) this.#encoder.snapshot(value)
    } catch (error) {
      return Promise.reject(error)
    }
    // A getter among the arguments may have killed the pool, or aborted the call.
    this.#assertOpen()
    if (isAborted(settings)) return this.#refuse(settings.signal.reason, lifted)
    const call = new Call(method, this.#copies.of(value), lifted)
    if (!isEncoded(value)) call.parameters = parameters
    if (lifted !== undefined || call.parameters !== undefined) call.enter = this.#snapshot()
    if (settings !== undefined) {
      call.terms = new Control(settings, nameOf(method), (reason) => call.reject(reason))
    }
    this.#dispatcher.add(call)
    return call.promise
  }

  /** The call never begins, but what lives among its arguments was given to it. */
  #refuse(reason: unknown, lifted: readonly Lifted[] | undefined): Promise<never> {
    abandon(lifted)
    return Promise.reject(reason)
  }

  /** What was read while it was sent is encoded again; gives whether it could be. */
  #renew(call: Call): boolean {
    const { parameters, lifted } = call
    if (parameters === undefined) return true
    try {
      const list = lifted === undefined ? parameters : withLives(parameters, lifted)
      call.value = call.enter(() => {
        const first = this.#encoder.beginList(list, 'args', call.terms?.keepOpen ?? KEEP_NONE)
        return this.#copies.of(this.#encoder.snapshot(first))
      })
      return true
    } catch (error) {
      this.#dispatcher.rejectUnsent(call, error)
      return false
    }
  }

  #close(): void {
    let closed!: () => void
    const done = new Promise<void>((resolve) => {
      closed = resolve
    })
    this.#state = { kind: 'closing', closed, done }
    this.#room.close(poolKilled())
    this.#dispatcher.workforce.close(poolKilled())
  }

  /** A pool that takes no more calls ends its workers as they come to rest, and itself with the last. */
  #rested(): void {
    const state = this.#state
    const { size, workforce } = this.#dispatcher
    // Who waits may not come after all, so when nobody is left, all may.
    this.#room.offer(size === 0 ? Infinity : this.#settings.maxQueue - size)
    switch (state.kind) {
      case 'open':
      case 'dead':
        return
      case 'closing':
        if (size > 0) return workforce.settleIdle()
        workforce.retireIdle()
        if (workforce.workers.size > 0 || this.#isolated.size > 0) return
        this.#state = { kind: 'dead', done: state.done }
        state.closed()
        return
      default:
        unreachable(state)
    }
  }
}
