// Hot: bench/pool.
import type { Snapshot } from '../async-context.js'
import { Encoder } from '../clone/encoder.js'
import { Live } from '../clone/live.js'
import { sharedClasses } from '../clone/registry.js'
import { Shapes } from '../clone/shapes.js'
import type { Attach } from '../clone/unsendable.js'
import { Undecodable } from '../clone/value-reader.js'
import { ProtocolError } from '../errors.js'
import { FrameKind, HIGH_BIT } from '../frame/layout.js'
import { isBrief } from '../frame/span.js'
import { Numbered } from '../numbered.js'
import { sayHello } from '../session/hello.js'
import { countUp } from '../session/lifted.js'
import { Lives } from '../session/lives.js'
import { Session, type Role } from '../session/session.js'
import { readSetup } from '../setup.js'
import type { CloseReason, Connection } from '../transport.js'
import { Answers } from './answers.js'
import { Context, type Charge, type ContextOwner } from './context.js'
import { Executor } from './executor.js'
import { Gate } from './gate.js'
import type { Job, WorkerMethod } from './job.js'
import { Modules, type ModuleHost } from './modules.js'
import { findFunction, functionNames, type Target } from './namespace.js'
import { Slots, type Share, type SlotUser } from './slots.js'

/** What a runner needs of the worker that it runs in. */
export interface RunnerHost extends ModuleHost {
  /** Holds on to the context at hand. Absent where there is none. */
  readonly snapshot?: Snapshot
  /** The memory that this worker holds, in bytes. Absent where that cannot be known. */
  memory?(): number
  /** For how many milliseconds this worker has been doing anything. Absent where that cannot be known. */
  activity?(): number
  readonly attach: Attach
  /** How many calls run at a time, whoever has sent them. Absent where a worker has one caller. */
  readonly slots?: Slots<Job>
  /** The link to the caller is gone: if it is the only one, the worker has no reason to live. */
  abandoned(reason: CloseReason): void
}

/** How long living objects may take to clean up when the caller is gone, in milliseconds. */
const LAST_BREATH = 1000

/** The worker's side of a session: loads modules, runs calls, answers each of them once. */
export class Runner implements Role, ContextOwner, SlotUser<Job> {
  private readonly host: RunnerHost
  private readonly session: Session
  private readonly lives: Lives
  private readonly answers: Answers
  private readonly methods = new Map<number, WorkerMethod>()
  private readonly modules: Modules
  private readonly slots: Share<Job>
  private readonly executor: Executor
  worker = 0
  private readonly gate: Gate
  /** Whether the last words were said. */
  private silent = false
  /** The calls of which anything is left. */
  private readonly contexts = new Numbered<Context>()
  /** What to do when nothing is left of any call. */
  private atRest: (() => void) | undefined

  constructor(connection: Connection, host: RunnerHost) {
    this.host = host
    this.modules = new Modules(host)
    this.slots = (host.slots ?? new Slots<Job>()).share(this)
    const shapes = new Shapes()
    const encoder = new Encoder(shapes, host.attach, sharedClasses())
    this.session = new Session(connection, shapes, encoder, this, host.snapshot)
    this.lives = new Lives(this.session, encoder, countUp())
    this.executor = new Executor(host)
    this.answers = new Answers(this.session, this.lives)
    this.gate = new Gate(() => this.session.settled())
    // The worker speaks first: the other side must not send into a process that is not there yet.
    sayHello(this.session)
  }

  /** Where the connection delivers. */
  get receiver(): Session {
    return this.session
  }

  /** The call of which anything is left here, when there is no other. */
  get lone(): Context | undefined {
    return this.contexts.size === 1 ? this.contexts.values().next().value : undefined
  }

  /** Whether an error that escaped from there rejects any call at all. */
  concerns(charge: Charge | undefined): boolean {
    if (charge === undefined) return this.contexts.size > 0
    return this.contexts.has(charge.id)
  }

  /** Says which error ends the worker, behind everything said before, and waits until it will arrive. */
  lastWords(charge: Charge | undefined, error: unknown): void {
    if (this.silent) return
    this.silent = true
    // Behind the large values that are on their way.
    this.session.flushSync()
    this.answers.say(FrameKind.lastWords, charge?.id ?? 0, error, 'error', charge?.method)
    this.session.flushSync()
  }

  /** Says whose code ends the process, unless an error did; waits until everything will arrive. */
  exiting(charge: Charge | undefined): void {
    this.session.flushSync()
    if (!this.silent) {
      const { id = 0, method = 0 } = charge ?? {}
      this.session.send(FrameKind.lastWords, id, method + HIGH_BIT, undefined)
    }
    this.silent = true
    this.session.flushSync()
  }

  ending(): void {
    // Nobody listens any more; `closed` ends the worker.
  }

  /** The arguments may be instances of classes that the module registers. */
  before(kind: number, id: number, detail: number): Promise<void> | undefined {
    const method = kind === FrameKind.call ? this.methodOf(detail) : undefined
    if (method === undefined || method.target !== undefined) return undefined
    if (this.modules.get(method) !== undefined) return undefined
    this.contextOf(id, method)
    return new Promise((resolve) => {
      this.gate.enter(() => {
        const goOn = () => resolve()
        this.modules.load(method, { call: id, method: method.number }).then(goOn, goOn)
      })
    })
  }

  dropped(kind: number, id: number): void {
    if (kind === FrameKind.call) this.contexts.get(id)?.answer()
  }

  frame(kind: number, id: number, detail: number): void {
    switch (kind) {
      case FrameKind.call:
        return this.call(id, detail)
      case FrameKind.method: {
        const [module, name, preload] = this.session.read() as [string, string | null, string[]]
        const more = { target: undefined, span: 0 }
        this.methods.set(id, { number: id, module, preload, name, ...more })
        return
      }
      case FrameKind.cancel:
        return this.cancel(id)
      case FrameKind.measure:
        return this.measure()
      case FrameKind.setup:
        return this.setUp(id, detail)
      case FrameKind.withdraw:
        return this.withdraw(id)
      default:
        if (this.lives.frame(kind, id, detail)) return
        throw new ProtocolError(`a frame of kind ${kind} from a caller`, 0)
    }
  }

  /** The rest of an answer cannot be sent: its reason is the answer now. */
  aborted(kind: FrameKind, id: number, detail: number, error: unknown): void {
    if (this.lives.aborted(kind, id, detail, error)) return
    this.answers.say(kind === FrameKind.result ? FrameKind.error : kind, id, error, 'result')
  }

  closed(reason: CloseReason): void {
    this.lives.end(() => callerGone())
    for (const context of this.contexts.values()) context.cancel(callerGone())
    // What was interrupted may still clean up, but not for ever.
    this.atRest = () => this.host.abandoned(reason)
    if (!this.settling) return this.rest()
    setTimeout(() => this.rest(), LAST_BREATH)
  }

  /** Whether anything that lived here is still cleaning up. */
  private get settling(): boolean {
    for (const context of this.contexts.values()) if (context.settling) return true
    return false
  }

  private rest(): void {
    const { atRest } = this
    this.atRest = undefined
    // Whatever goes on without anyone, others are not to wait for it.
    this.slots.leave()
    atRest?.()
  }

  private setUp(slots: number, worker: number): void {
    this.slots.limit(slots)
    this.worker = worker
    const setup = readSetup(this.session.read())
    if (setup === undefined) return
    void this.modules.begin(setup).then(() => {
      if (setup.preload.length > 0) this.session.send(FrameKind.prepared, 0, 0, undefined)
    })
  }

  private methodOf(detail: number): WorkerMethod | undefined {
    return this.methods.get(detail >= HIGH_BIT ? detail - HIGH_BIT : detail)
  }

  private measure(): void {
    const kibibytes = Math.min(HIGH_BIT, Math.ceil((this.host.memory?.() ?? 0) / 1024))
    this.session.send(FrameKind.memory, 0, kibibytes, undefined)
  }

  private contextOf(id: number, { number, module, name }: WorkerMethod): Context {
    let context = this.contexts.get(id)
    if (context === undefined) {
      context = new Context(id, number, this, module, name ?? undefined)
      this.contexts.set(id, context)
    }
    return context
  }

  private call(id: number, detail: number): void {
    const method = this.methodOf(detail)
    if (method === undefined)
      throw new ProtocolError(`the method of detail ${detail}, which was never defined`, 0)
    const context = this.contextOf(id, method)
    let parameters: unknown[]
    try {
      parameters = this.session.readHeld() as unknown[]
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      this.answer(FrameKind.error, context, error.error)
      return
    }
    if (parameters.some((value) => value instanceof Live)) {
      parameters = this.lives.lowerAll(parameters, context)
    }
    const { attachments } = this.session
    const asked = detail >= HIGH_BIT || this.slots.isContested
    const job: Job = { context, method, parameters, attachments, asked }
    if (this.slots.take()) this.admit(job)
    else this.slots.wait(id, job)
  }

  /** For the slots only. */
  admit(job: Job): void {
    const { context, method } = job
    context.hasSlot = true
    // Whoever else uses the worker should not send calls that would wait for long.
    if (!isBrief(method.span)) this.slots.occupy()
    const { target } = method
    if (target !== undefined) this.start(job, target)
    else this.gate.enter(() => void this.loadThenStart(job))
  }

  /** For the slots only. From the first time on, the caller is told when a call begins. */
  occupied(isOccupied: boolean): void {
    for (const job of this.slots.queue()) job.asked = true
    this.session.send(FrameKind.occupied, isOccupied ? 1 : 0, 0, undefined)
    // The worker may be about to run for long.
    this.session.flush()
  }

  /** Another worker may make a call sooner, unless it has begun. */
  private withdraw(id: number): void {
    const job = this.slots.drop(id)
    if (job === undefined) return
    this.session.send(FrameKind.withdrawn, id, 0, undefined)
    job.context.answer()
  }

  private cancel(id: number): void {
    const context = this.contexts.get(id)
    if (context === undefined) return this.session.send(FrameKind.released, id, 0, undefined)
    let reason
    try {
      reason = this.session.read()
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      reason = error.error
    }
    context.cancel(reason)
    const job = this.slots.drop(id)
    if (job !== undefined) this.refuse(FrameKind.error, job, undefined)
  }

  /** For the contexts only. */
  enter<T>(context: Context, work: () => T): T {
    return this.host.enter(context, work)
  }

  /** For the contexts only. */
  released({ id, cancelled }: Context): void {
    if (!this.contexts.delete(id)) return
    if (cancelled !== undefined) this.session.send(FrameKind.released, id, 0, undefined)
    if (this.atRest !== undefined && !this.settling) this.rest()
  }

  drained(): void {
    this.lives.drained()
    this.gate.open()
  }

  private async loadThenStart(job: Job): Promise<void> {
    const { context, method } = job
    const { module, name } = method
    let loaded
    try {
      // Those that find it loaded begin in their order.
      loaded =
        this.modules.get(method) ??
        (await this.modules.load(method, { call: context.id, method: method.number }))
    } catch (error) {
      this.refuse(FrameKind.loadError, job, error)
      return
    }
    try {
      // Exports may be getters.
      const { namespace } = loaded
      if (name === null) {
        const names = this.enter(context, () => functionNames(namespace))
        this.answer(FrameKind.result, context, names)
        return
      }
      method.target = this.enter(context, () => findFunction(namespace, module, name))
    } catch (error) {
      this.refuse(FrameKind.error, job, error)
      return
    }
    this.start(job, method.target)
  }

  private start(job: Job, target: Target): void {
    const { context, asked } = job
    // It must be on its way before the function begins, which may end the process or never give way again.
    if (asked && context.cancelled === undefined) {
      this.session.send(FrameKind.started, context.id, 0, undefined)
    }
    this.gate.enter(() => this.run(job, target))
  }

  /** The function is not called. */
  private refuse(kind: FrameKind, { context, attachments }: Job, error: unknown): void {
    this.session.release(attachments)
    this.answer(kind, context, error)
  }

  private run(job: Job, { holder, run }: Target): void {
    const { context, method, parameters, attachments } = job
    // Nobody listens to what it would come to.
    if (context.cancelled !== undefined) return this.refuse(FrameKind.error, job, undefined)
    if (attachments.length > 0) this.session.accept(attachments)
    this.executor.run(context, parameters, { holder, run }, (kind, value, span) => {
      method.span = span
      this.answer(kind, context, value, span)
    })
  }

  private answer(kind: FrameKind, context: Context, value: unknown, span = 0): void {
    this.answers.give(kind, context, value, span)
    if (!context.hasSlot) return
    context.hasSlot = false
    this.slots.release()
  }
}

const callerGone = (): unknown => new DOMException('the caller is gone', 'AbortError')
