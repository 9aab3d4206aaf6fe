// Hot: bench/pool.
import { ResponseRatioQueue } from '../schedule/response-ratio.js'
import type { Call } from '../session/call.js'
import { isLight } from './load.js'

/** The calls that any worker may make, with those that mostly wait apart: they have room where others have none. */
export class Agenda {
  private readonly working = new ResponseRatioQueue<Call>()
  private readonly light = new ResponseRatioQueue<Call>()
  private readonly sharing: boolean

  /** @param sharing whether a worker makes several calls at a time */
  constructor(sharing: boolean) {
    this.sharing = sharing
  }

  get size(): number {
    return this.working.size + this.light.size
  }

  /** Adds a call that has just come. */
  push(call: Call): void {
    const { method, terms, since } = call
    const deadline = since + (terms?.deadline ?? Infinity)
    call.isApart = this.sharing && isLight(call)
    this.queueOf(call).push(call, since, method.duration.expected, terms?.priority, deadline)
  }

  /** Adds a call that has waited elsewhere, or was with a worker. */
  rejoin(call: Call): void {
    const { method, terms, since } = call
    const deadline = since + (terms?.deadline ?? Infinity)
    call.isApart = this.sharing && isLight(call)
    this.queueOf(call).rejoin(call, method.duration.expected, terms?.priority, deadline)
  }

  /** Notes what is expected of a call that waits elsewhere. */
  assess(call: Call): void {
    this.working.assess(call, call.method.duration.expected, call.terms?.priority)
  }

  /** Gives whether the call waited here. */
  remove(call: Call): boolean {
    return this.queueOf(call).remove(call)
  }

  /** Who is next; `undefined` when nobody waits. */
  peek(now: number): Call | undefined {
    const working = this.working.peek(now)
    if (this.light.size === 0) return working
    const light = this.light.peek(now)
    if (working === undefined || light === undefined) return working ?? light
    if (this.light.isOutOfTurn !== this.working.isOutOfTurn) {
      return this.light.isOutOfTurn ? light : working
    }
    return this.ratioOf(light, now) > this.ratioOf(working, now) ? light : working
  }

  /** Whether a call that `peek` has just given goes before one that waits elsewhere. */
  precedes(call: Call, other: Call, now: number): boolean {
    return this.queueOf(call).isOutOfTurn || this.ratioOf(call, now) > this.ratioOf(other, now)
  }

  /** Who is next of the other kind, when there is no room for the one that `peek` gave. */
  peekBeside({ isApart }: Call, now: number): Call | undefined {
    return isApart ? this.working.peek(now) : this.light.peek(now)
  }

  /** Who is next among those that are short. */
  peekShort(now: number): Call | undefined {
    return this.working.peek(now, true) ?? this.light.peek(now, true)
  }

  /** Takes out a call that one of these has given, before any other is asked for. */
  take(call: Call): void {
    this.queueOf(call).take(call)
    const other = call.isApart ? this.working : this.light
    other.passed(call.expected)
  }

  /** Takes out who is next. */
  shift(now: number): Call | undefined {
    return this.working.shift(now) ?? this.light.shift(now)
  }

  private ratioOf(call: Call, now: number): number {
    return this.working.ratioOf(call, now)
  }

  private queueOf({ isApart }: Call): ResponseRatioQueue<Call> {
    return isApart ? this.light : this.working
  }
}
