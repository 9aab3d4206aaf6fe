import { FrameKind } from '../frame/layout.js'
import type { Briefing } from './briefing.js'
import type { Method } from './method.js'
import type { Session } from './session.js'

/** What one worker was told: how modules are loaded, and the methods that calls name. */
export class Knowledge {
  readonly briefing: Briefing
  /** The modules whose functions it was told of. */
  readonly modules = new Set<string>()
  /** What these need first. */
  readonly preloads = new Set<string>()
  private readonly session: Session
  private readonly worker: number
  private readonly methods = new Map<number, Method>()
  private isBriefed = false

  /** @param worker its number in the pool */
  constructor(session: Session, briefing: Briefing, worker: number) {
    this.session = session
    this.briefing = briefing
    this.worker = worker
  }

  /** Whether it was told of a method, and has thus loaded its module, or tried to. */
  has({ number }: Method): boolean {
    return this.methods.has(number)
  }

  method(number: number): Method | undefined {
    return this.methods.get(number)
  }

  /** Tells it of a method unless it knows that; gives whether it did not. */
  define(method: Method): boolean {
    if (this.has(method)) return false
    if (!this.isBriefed) this.brief()
    this.methods.set(method.number, method)
    this.modules.add(method.module)
    for (const each of method.preload) this.preloads.add(each)
    this.session.send(FrameKind.method, method.number, 0, method.definition)
    return true
  }

  /** Tells it how modules are loaded. */
  brief(): void {
    const { slots, value } = this.briefing
    this.isBriefed = true
    this.session.send(FrameKind.setup, slots, this.worker, value)
  }

  /** The same again, when that has changed since. */
  renew(): void {
    if (this.isBriefed) this.brief()
  }
}
