import { ProtocolError } from '../errors.js'
import { ELSEWHERE } from '../frame/layout.js'
import { Numbered } from '../numbered.js'
import { Line } from '../schedule/line.js'
import type { Call } from './call.js'
import { Cancellations } from './cancellations.js'

/** How long a call may take to stop that was told before it began, in milliseconds, if its own grace is shorter. */
const TOLD_BEFORE = 100

/** The calls that were sent to one worker and not answered. */
export class InFlight {
  /** By number, in the order in which they were sent. */
  readonly calls = new Numbered<Call>()
  private readonly slots: number
  /** The last of them: those for which the worker had no slot yet. They wait in it, in this order. */
  private readonly behind = new Line<Call>()
  /** Those that nobody wants any more, with the milliseconds that they may take to stop. */
  private readonly unwanted = new Map<number, number>()
  private readonly cancellations: Cancellations
  private lastId = 0
  /** Whether the worker runs calls of others. */
  private isOccupied = false
  /** Whether it was ever found to: then it says of every call when that begins. */
  isContested = false

  /**
   * @param slots how many calls the worker runs at a time
   * @param overdue what to do about a call that does not stop
   */
  constructor(slots: number, overdue: () => void) {
    this.slots = slots
    this.cancellations = new Cancellations(overdue)
  }

  /** How many wait in the worker behind others. */
  get waitingThere(): number {
    return this.behind.size
  }

  /**
   * Gives a call a number that is free, and notes it; gives whether it is to wait behind others.
   * @param isTaken whether a number is still in use for something else
   */
  add(call: Call, isTaken: (id: number) => boolean): boolean {
    do this.lastId = this.lastId === ELSEWHERE - 1 ? 1 : this.lastId + 1
    while (this.calls.has(this.lastId) || isTaken(this.lastId))
    const isBehind = this.isOccupied || this.calls.size >= this.slots
    if (isBehind) this.behind.push(call)
    call.id = this.lastId
    this.calls.set(call.id, call)
    return isBehind
  }

  /** The worker runs calls of others, or no longer does: those wait of which it was not said that they began. */
  occupied(isOccupied: boolean): void {
    this.isOccupied = isOccupied
    this.isContested = true
    if (!isOccupied) return
    for (const call of this.calls.values()) {
      if (!call.asked) call.started = false
      call.asked = true
      if (!call.started && call.line === undefined) this.behind.push(call)
    }
  }

  /** A function begins: if nobody wants it any more, it was told so before. */
  began(call: Call): void {
    call.started = true
    const grace = call.line === this.behind ? this.unwanted.get(call.id) : undefined
    if (grace !== undefined) this.cancellations.limit(call.id, Math.max(grace, TOLD_BEFORE))
  }

  /** Whether it still waits in the worker. */
  isBehind(call: Call): boolean {
    return call.line === this.behind && !call.started
  }

  /** Those that wait in the worker and are wanted. */
  *waiting(): Generator<Call> {
    for (let call = this.behind.front; call !== undefined; call = call.behind as Call | undefined) {
      if (!this.unwanted.has(call.id)) yield call
    }
  }

  /**
   * Takes out a call that is answered; the worker goes on with the first that waits there.
   * @throws ProtocolError for a call that was not sent, or is answered already
   */
  take(id: number): Call {
    const call = this.calls.get(id)
    if (call === undefined) throw new ProtocolError(`an answer to call ${id}, which awaits none`, 0)
    this.calls.delete(id)
    if (!this.behind.remove(call)) this.goOn()
    return call
  }

  /**
   * Takes out a call that the worker gives back.
   * @throws ProtocolError for one that may have begun
   */
  giveBack(id: number): Call {
    const call = this.calls.get(id)
    if (call === undefined || !this.isBehind(call)) {
      throw new ProtocolError(`call ${id} given back, which may have begun`, 0)
    }
    this.calls.delete(id)
    this.behind.remove(call)
    return call
  }

  /** Nobody wants a call any more, answered or not. */
  cancel(id: number, grace: number): void {
    const call = this.calls.get(id)
    if (call !== undefined) this.unwanted.set(id, grace)
    // The one that runs before it must not die for it.
    const isBehind = call !== undefined && this.isBehind(call)
    this.cancellations.add(id, isBehind ? Infinity : grace)
  }

  isCancelled(id: number): boolean {
    return this.cancellations.has(id)
  }

  isUnwanted(id: number): boolean {
    return this.unwanted.has(id)
  }

  /** A call is answered; gives whether nobody wanted it. */
  forget(id: number): boolean {
    return this.unwanted.delete(id)
  }

  /** Nothing is left of a call; gives whether that was awaited. */
  released(id: number): boolean {
    return this.cancellations.delete(id)
  }

  /** The worker is gone; gives what is left. */
  end(): Map<number, Call> {
    this.cancellations.clear()
    const left = this.calls.toMap()
    this.calls.clear()
    return left
  }

  /** What is left is not here any more. */
  clear(): void {
    while (this.behind.size > 0) this.behind.shift()
  }

  private goOn(): void {
    const call = this.behind.shift()
    if (call === undefined) return
    // One that has begun already, while the answer before it was on its way, was told then.
    const grace = call.started ? undefined : this.unwanted.get(call.id)
    // It was told before; unless the function had just begun, it is only about to say so.
    if (grace !== undefined) this.cancellations.limit(call.id, Math.max(grace, TOLD_BEFORE))
  }
}
