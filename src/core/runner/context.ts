import type { Enter } from '../async-context.js'
import type { Signal } from '../signal.js'
import { THEIRS } from '../clone/live.js'
import type { LiveEnd, Origin } from '../lift/link.js'

/** What a function in a worker can know of the call that it runs for. */
export interface CallContext {
  /** Aborts when nobody wants the outcome any more; its reason is the caller's. */
  readonly signal: Signal
  /** The specifier of the module; `undefined` outside of a call. */
  readonly module: string | undefined
  /** The name of the export; `undefined` outside of a call. */
  readonly method: string | undefined
  /** The number of the worker in its pool, as events name it; `undefined` outside of a call. */
  readonly worker: number | undefined
}

/** Who is told what becomes of a call. */
export interface ContextOwner {
  /** Runs the user's code so that its errors can be charged to the call. */
  enter<T>(context: Context, work: () => T): T
  /** Nothing of it is left. */
  released(context: Context): void
  /** The number of the worker in its pool. */
  readonly worker: number
}

/** What an error is charged to that escapes from the user's code, in whatever callback. */
export interface Charge {
  /** The number of the call; 0 when it is none's. */
  readonly id: number
  /** The number of the method whose code it is, or for which its module was loaded. */
  readonly method: number
  /** What the code there knows of its call. */
  readonly face: CallContext | undefined
}

/** One call in its worker, from its arrival until nothing of it is left. */
export class Context implements Origin, Charge {
  readonly id: number
  readonly method: number
  readonly window = THEIRS
  /** Why nobody wants its outcome any more. */
  cancelled: { readonly reason: unknown } | undefined
  /** Whether it counts among the calls that run at a time. */
  hasSlot = false
  private readonly owner: ContextOwner
  private readonly module: string | undefined
  private readonly name: string | undefined
  /** Made when there is one: most calls have nothing that lives. */
  private ends: Set<LiveEnd> | undefined
  private controller: AbortController | undefined
  private made: CallContext | undefined
  private answered = false

  constructor(id: number, method: number, owner: ContextOwner, module?: string, name?: string) {
    this.id = id
    this.method = method
    this.owner = owner
    this.module = module
    this.name = name
  }

  /** What users see of it. */
  get face(): CallContext {
    return (this.made ??= makeFace(() => this.signal, this.module, this.name, this.owner.worker))
  }

  /** Made when someone asks for it: most calls never do. */
  private get signal(): Signal {
    if (this.controller === undefined) {
      this.controller = new AbortController()
      if (this.cancelled !== undefined) this.controller.abort(this.cancelled.reason)
    }
    return this.controller.signal
  }

  capture(): Enter {
    return (work) => this.owner.enter(this, work)
  }

  cancel(reason: unknown): void {
    if (this.cancelled !== undefined) return
    this.cancelled = { reason }
    this.owner.enter(this, () => {
      this.controller?.abort(reason)
    })
    for (const end of this.ends ?? []) end.abort(reason)
    this.check()
  }

  opened(end: LiveEnd): void {
    this.ends ??= new Set()
    this.ends.add(end)
  }

  closed(end: LiveEnd): void {
    this.ends?.delete(end)
    this.check()
  }

  /** The function is done, and what is alive of its result is known. */
  answer(): void {
    this.answered = true
    this.check()
  }

  private check(): void {
    if (this.answered && !this.settling) this.owner.released(this)
  }

  /** Whether anything of its result is left. What arguments are still alive is the caller's affair. */
  get settling(): boolean {
    if (this.ends === undefined) return false
    for (const { side } of this.ends) if (side === 'source') return true
    return false
  }

  used(): void {
    // It began long ago.
  }

  waits(): void {
    // A worker lives as long as its link.
  }

  rests(): void {
    // The same.
  }
}

const makeFace = (
  signal: () => Signal,
  module: string | undefined,
  method: string | undefined,
  worker: number,
): CallContext =>
  Object.freeze({
    get signal() {
      return signal()
    },
    module,
    method,
    worker,
  })
