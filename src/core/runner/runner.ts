// Hot: bench/pool.
import { Encoder } from '../clone/encoder.js'
import { sharedClasses } from '../clone/registry.js'
import { Shapes } from '../clone/shapes.js'
import type { Attach } from '../clone/unsendable.js'
import { Undecodable } from '../clone/value-reader.js'
import { ProtocolError } from '../errors.js'
import { EXIT, FrameKind, MAGIC, VERSION } from '../frame/layout.js'
import { nextTurn } from '../next-turn.js'
import { Session, type Role } from '../session/session.js'
import type { CloseReason, Connection } from '../transport.js'
import { findFunction, functionNames, type LoadedModule, type Target } from './namespace.js'

/** What a runner needs of the worker that it runs in. */
export interface RunnerHost {
  /** Loads a module; rejects with what its loading threw. */
  load(specifier: string): Promise<LoadedModule>
  /** Calls the target so that an error that escapes from it later can be charged to the call. */
  enter(call: number, target: Target, parameters: unknown[]): unknown
  readonly attach: Attach
  /** The link to the caller is gone: the worker has no reason to live. */
  abandoned(reason: CloseReason): void
}

interface WorkerMethod {
  readonly module: string
  readonly name: string | null
  target: Target | undefined
}

/** The worker's side of a session: loads modules, runs calls, answers each of them once. */
export class Runner implements Role {
  private readonly host: RunnerHost
  private readonly session: Session
  private readonly methods = new Map<number, WorkerMethod>()
  private readonly modules = new Map<string, Promise<LoadedModule>>()
  private readonly loaded = new Set<string>()
  /** What may begin only when all that was said has left this process. */
  private waiting: (() => void)[] = []
  /** Whether the last words were said. */
  private silent = false
  /** The calls that are not answered yet. */
  private readonly running = new Set<number>()

  constructor(connection: Connection, host: RunnerHost) {
    this.host = host
    const shapes = new Shapes()
    const encoder = new Encoder(shapes, host.attach, sharedClasses())
    this.session = new Session(connection, shapes, encoder, this)
    // The worker speaks first: the other side must not send into a process that is not there yet.
    this.session.send(FrameKind.hello, VERSION, MAGIC, undefined)
    this.session.flush()
  }

  /** Where the connection delivers. */
  get receiver(): Session {
    return this.session
  }

  /** Whether an error charged to this call, or to none (0), rejects any call at all. */
  concerns(guilty: number): boolean {
    return guilty === 0 ? this.running.size > 0 : this.running.has(guilty)
  }

  /** Says which error ends the worker, behind everything said before, and waits until it will arrive. */
  lastWords(guilty: number, error: unknown): void {
    if (this.silent) return
    this.silent = true
    // Behind the large values that are on their way.
    this.session.flushSync()
    this.answer(FrameKind.lastWords, guilty, error, 'error')
    this.session.flushSync()
  }

  /** Says whose code ends the process, unless an error did; waits until everything will arrive. */
  exiting(guilty: number): void {
    this.session.flushSync()
    if (!this.silent) this.session.send(FrameKind.lastWords, guilty, EXIT, undefined)
    this.silent = true
    this.session.flushSync()
  }

  ending(): void {
    // Nobody listens any more; `closed` ends the worker.
  }

  /** The arguments may be instances of classes that the module registers. */
  before(kind: number, id: number, detail: number): Promise<void> | undefined {
    const method = kind === FrameKind.call ? this.methods.get(detail) : undefined
    if (method === undefined || method.target !== undefined) return undefined
    if (this.loaded.has(method.module)) return undefined
    this.running.add(id)
    return new Promise((resolve) => {
      this.begin(() => {
        const goOn = () => resolve()
        this.load(method.module).then(goOn, goOn)
      })
    })
  }

  dropped(_kind: number, id: number): void {
    this.running.delete(id)
  }

  frame(kind: number, id: number, detail: number): void {
    switch (kind) {
      case FrameKind.call:
        return this.call(id, detail)
      case FrameKind.method: {
        const [module, name] = this.session.read() as [string, string | null]
        this.methods.set(id, { module, name, target: undefined })
        return
      }
      default:
        throw new ProtocolError(`a frame of kind ${kind} from a caller`, 0)
    }
  }

  /** The rest of an answer cannot be sent: its reason is the answer now. */
  aborted(kind: FrameKind, id: number, error: unknown): void {
    this.answer(kind === FrameKind.result ? FrameKind.error : kind, id, error, 'result')
  }

  closed(reason: CloseReason): void {
    this.host.abandoned(reason)
  }

  private call(id: number, number: number): void {
    const method = this.methods.get(number)
    if (method === undefined)
      throw new ProtocolError(`method ${number}, which was never defined`, 0)
    this.running.add(id)
    let parameters: unknown[]
    try {
      parameters = this.session.read() as unknown[]
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      this.answer(FrameKind.error, id, error.error, 'error')
      return
    }
    this.begin(() => {
      if (method.target !== undefined) this.run(id, method.target, parameters)
      else void this.loadThenRun(id, method, parameters)
    })
  }

  drained(): void {
    const { waiting } = this
    this.waiting = []
    for (const start of waiting) this.begin(start)
  }

  /**
   * Enters the user's code. Whatever that does to this process, the answers before it survive: they
   * are in the kernel by then, or else the code waits.
   */
  private begin(start: () => void): void {
    if (this.waiting.length === 0 && this.session.settled()) start()
    else this.waiting.push(start)
  }

  private async loadThenRun(
    id: number,
    method: WorkerMethod,
    parameters: unknown[],
  ): Promise<void> {
    const { module, name } = method
    let loaded
    try {
      loaded = await this.load(module)
    } catch (error) {
      this.answer(FrameKind.loadError, id, error, 'error')
      return
    }
    try {
      if (name === null) {
        this.answer(FrameKind.result, id, functionNames(loaded.namespace), 'result')
        return
      }
      method.target = findFunction(loaded.namespace, module, name)
    } catch (error) {
      this.answer(FrameKind.error, id, error, 'error')
      return
    }
    const { target } = method
    this.begin(() => this.run(id, target, parameters))
  }

  private load(module: string): Promise<LoadedModule> {
    let loading = this.modules.get(module)
    if (loading === undefined) {
      loading = this.host.load(module)
      this.modules.set(module, loading)
      loading.then(
        () => {
          this.loaded.add(module)
        },
        // It may be there the next time; the calls that wait for it now share the failure.
        () => {
          nextTurn(() => {
            this.modules.delete(module)
          })
        },
      )
    }
    return loading
  }

  private run(id: number, target: Target, parameters: unknown[]): void {
    let result
    let later
    try {
      result = this.host.enter(id, target, parameters)
      // Inside, because `then` may be a getter of the user's, and throw.
      later = isThenable(result)
    } catch (error) {
      this.answer(FrameKind.error, id, error, 'error')
      return
    }
    if (!later) {
      this.answer(FrameKind.result, id, result, 'result')
      return
    }
    Promise.resolve(result).then(
      (value) => this.answer(FrameKind.result, id, value, 'result'),
      (error: unknown) => this.answer(FrameKind.error, id, error, 'error'),
    )
  }

  /** Sends a value, or in its place the reason why it cannot be sent. */
  private answer(kind: FrameKind, id: number, value: unknown, path: string): void {
    this.running.delete(id)
    try {
      this.session.sendValue(kind, id, 0, value, path)
    } catch (unsendable) {
      const instead = kind === FrameKind.result ? FrameKind.error : kind
      try {
        this.session.sendValue(instead, id, 0, unsendable, path)
      } catch {
        // A getter threw something that cannot be sent either.
        const last = new TypeError(`the ${path} cannot be sent, and neither can the reason`)
        this.session.sendValue(instead, id, 0, last, path)
      }
    }
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function'
