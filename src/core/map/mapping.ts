import type { Enter } from '../async-context.js'
import { asyncDispose } from '../async-dispose.js'
import { asyncIteratorPrototype } from '../lift/async-iterator-prototype.js'
import { listen, unlisten, type Listener } from '../lift/signals.js'
import { Queue } from '../schedule/queue.js'
import { unreachable } from '../unreachable.js'
import type { MapInput } from './input.js'
import type { MapSettings } from './options.js'
import { MappedCall, MappedCallFace, type MapContext, type Outcome } from './mapped-call.js'

type Mapper = (item: unknown, context: MapContext) => unknown

/** Resolves when calls may be made again; `undefined` while they may. */
export type AwaitRoom = () => Promise<void> | undefined

type Result = IteratorResult<unknown, void>

/** A `next` that waits for its result. */
interface Request {
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

type State =
  /** Nobody has asked for anything. */
  | { readonly kind: 'new' }
  /** Items are pulled while there is room. */
  | { readonly kind: 'open' }
  /** No more items: what is left is delivered, to the last result or the first error. */
  | { readonly kind: 'draining' }
  | { readonly kind: 'over' }

const OPEN: State = { kind: 'open' }
const DRAINING: State = { kind: 'draining' }
const OVER: State = { kind: 'over' }

const last = (): Result => ({ done: true, value: undefined })

const ignore = (): void => undefined

/** The results of a function that is called with the items of an input, several at a time. */
export class Mapping implements AsyncGenerator<unknown, void, undefined> {
  readonly #input: MapInput
  readonly #fn: Mapper
  readonly #settings: MapSettings
  readonly #room: AwaitRoom
  /** Runs the user's code, whoever asks for results and whatever ends it. */
  readonly #enter: Enter
  /** Those that run and whose outcome is still wanted. */
  readonly #running = new Set<MappedCall>()
  readonly #requests = new Queue<Request>()
  readonly #listener: Listener = { aborted: (reason) => this.#abort(reason) }
  /** What is to be delivered, in this order; where that is the order of the input, what still runs, too. */
  #line = new Queue<MappedCall>()
  #state: State = { kind: 'new' }
  /** Calls that were made and whose result nobody has taken. */
  #held = 0
  /** Calls that were made. */
  #count = 0
  #pulling = false

  constructor(input: MapInput, fn: Mapper, settings: MapSettings, room: AwaitRoom, enter: Enter) {
    this.#room = room
    this.#enter = enter
    this.#input = input
    this.#fn = fn
    this.#settings = settings
  }

  next(): Promise<Result> {
    if (this.#state.kind === 'over') return Promise.resolve(last())
    return new Promise((resolve, reject) => {
      this.#requests.push({ resolve, reject })
      if (this.#state.kind === 'new') this.#begin()
      this.#advance()
    })
  }

  async return(value?: void | PromiseLike<void>): Promise<Result> {
    const [given] = await Promise.all([value, this.#leave(undefined)])
    return { done: true, value: given }
  }

  async throw(error: unknown): Promise<Result> {
    await this.#leave(error).catch(ignore)
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [asyncDispose](): Promise<void> {
    await this.return()
  }

  #begin(): void {
    this.#state = OPEN
    const { signal } = this.#settings
    if (signal === undefined) return
    if (signal.aborted) this.#abort(signal.reason)
    else listen(signal, this.#listener)
  }

  /** Does whatever can be done now. */
  #advance(): void {
    this.#deliver()
    if (!this.#pulling) void this.#enter(() => this.#pull())
  }

  #deliver(): void {
    while (this.#requests.size > 0) {
      const call = this.#line.first
      if (call === undefined || call.progress.kind === 'running') break
      this.#line.shift()
      this.#held--
      this.#answer(this.#requests.shift() as Request, call.progress)
    }
    const isExhausted = this.#line.size === 0 && this.#running.size === 0
    if (this.#state.kind === 'draining' && isExhausted) this.#end()
  }

  #answer(request: Request, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'done':
        return request.resolve({ done: false, value: outcome.value })
      case 'failed':
        request.reject(outcome.error)
        // An error is told once, and is the last that is told.
        return this.#end()
      default:
        unreachable(outcome)
    }
  }

  async #pull(): Promise<void> {
    this.#pulling = true
    while (this.#state.kind === 'open' && this.#held < this.#settings.concurrency) {
      await this.#pullOne()
    }
    this.#pulling = false
  }

  async #pullOne(): Promise<void> {
    let pulled
    try {
      // What is pulled is to be called at once.
      const room = this.#room()
      if (room !== undefined) await room
      if (this.#state.kind !== 'open') return
      pulled = await this.#input.pull()
    } catch (error) {
      if (this.#state.kind === 'open') this.#inputFailed(error)
      return
    }
    // Whoever has left meanwhile does not want it any more.
    if (this.#state.kind !== 'open') return
    if (pulled !== undefined) return this.#start(pulled.item)
    this.#state = DRAINING
    this.#deliver()
  }

  #start(item: unknown): void {
    const call = new MappedCall(this.#count++)
    this.#held++
    this.#running.add(call)
    if (this.#settings.ordered) this.#line.push(call)
    void this.#run(call, item)
  }

  async #run(call: MappedCall, item: unknown): Promise<void> {
    const fn = this.#fn
    let outcome: Outcome
    try {
      outcome = { kind: 'done', value: await fn(item, new MappedCallFace(call)) }
    } catch (error) {
      outcome = { kind: 'failed', error }
    }
    if (this.#running.delete(call)) this.#settle(call, outcome)
  }

  #settle(call: MappedCall, outcome: Outcome): void {
    call.progress = outcome
    // In the order of the input, it has stood in the line since it began.
    if (!this.#settings.ordered) this.#line.push(call)
    if (outcome.kind === 'failed') this.#fail(call, outcome.error)
    this.#advance()
  }

  #inputFailed(error: unknown): void {
    const place = new MappedCall(this.#count, { kind: 'failed', error })
    this.#line.push(place)
    this.#fail(place, error)
    this.#deliver()
  }

  /** In the order of the input, what stands before an error is still delivered. */
  #fail(call: MappedCall, error: unknown): void {
    this.#close()
    this.#cancel(error, this.#settings.ordered ? call.index : undefined)
  }

  #abort(reason: unknown): void {
    this.#line = new Queue()
    this.#line.push(new MappedCall(this.#count, { kind: 'failed', error: reason }))
    this.#close()
    this.#cancel(reason)
    this.#deliver()
  }

  /** Nobody waits for the input to clean up: the error matters more. */
  #close(): void {
    if (this.#state.kind !== 'open') return
    this.#state = DRAINING
    this.#enter(() => this.#input.close()).catch(ignore)
  }

  /** Waits for the input to clean up. */
  async #leave(reason: unknown): Promise<void> {
    this.#end()
    this.#cancel(reason)
    await this.#enter(() => this.#input.close())
  }

  #end(): void {
    if (this.#state.kind === 'over') return
    this.#state = OVER
    this.#line = new Queue()
    const { signal } = this.#settings
    if (signal !== undefined) unlisten(signal, this.#listener)
    for (let next = this.#requests.shift(); next !== undefined; next = this.#requests.shift()) {
      next.resolve(last())
    }
  }

  /** @param behind the position behind which calls are cancelled; all are without one */
  #cancel(reason: unknown, behind = -1): void {
    for (const call of this.#running) {
      if (call.index <= behind) continue
      this.#running.delete(call)
      this.#enter(() => call.cancel(reason))
    }
  }
}
Object.setPrototypeOf(Mapping.prototype, asyncIteratorPrototype)
