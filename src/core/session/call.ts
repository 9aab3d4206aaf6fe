import { stay, type Enter } from '../async-context.js'
import type { KeepOpen } from '../attachments.js'
import type { Encoded } from '../clone/encoded.js'
import type { Window } from '../clone/live.js'
import type { InLine } from '../schedule/line.js'
import type { Ticket } from '../schedule/locks.js'
import type { Waiting } from '../schedule/response-ratio.js'
import { abandon, type Lifted } from './lifted.js'
import type { Method } from './method.js'

/** How far iterators run ahead by default: enough to keep a pipe full, little enough to be let go. */
export const DEFAULT_WINDOW: Window = { items: 1024, bytes: 1 << 20 }

/** What the options of a call ask of its session. */
export interface Terms {
  readonly window: Window
  /** Which sockets and servers among its arguments stay open here. */
  readonly keepOpen: KeepOpen
  /** How much its waiting counts, in relation to others. */
  readonly priority: number
  /** Milliseconds from the call in which it is to be done; `Infinity` when it need not. */
  readonly deadline: number
  /** It never runs at the same time as others that name one of these. */
  readonly locks: readonly string[]
  /** Whether nothing else runs in its worker meanwhile. */
  readonly exclusive: boolean
  /** All calls of one key go to one worker. */
  readonly key: string | number | undefined
  /** How often it is made again after a `Retry`. */
  readonly retries: number
  /** Whether it wants to know when its function begins. */
  readonly clocked: boolean
  /** It waits for a worker, and can be told in this way that nobody wants it any more. */
  queued(leave: () => void): void
  /** A worker has it, and is told in this way that nobody wants its outcome any more. */
  sent(cancel: (reason: unknown, grace: number) => void): void
  /** Its function begins. */
  begun(): void
  /** Its promise is settled, though what it came to may still be alive. */
  settled(): void
  /** Calls a function when `over` is, or never if that was before. */
  whenOver(work: () => void): void
  /** Nothing of it is left: neither its function, nor what that came to. It is never made again. */
  over(): void
}

// Those of the promise that was made last: to make a function for each of them would cost more than the promise.
const settled = (): void => undefined
let fulfil: (value: unknown) => void = settled
let refuse: (reason: unknown) => void = settled
const takeSettlers = (resolve: typeof fulfil, reject: typeof refuse): void => {
  fulfil = resolve
  refuse = reject
}

/** How often a call is passed on by workers that go away before it began. */
const MOST_MOVES = 3

/** One invocation, on its way from a caller to its outcome. */
export class Call implements Waiting {
  ahead: InLine | undefined = undefined
  behind: InLine | undefined = undefined
  line: object | undefined = undefined
  since = 0
  stay: object | undefined = undefined
  expected = 0
  durationClass = 0
  deadline: number | undefined = undefined
  /** The locks that it wants, or has. */
  ticket: Ticket<Call> | undefined = undefined
  /** Whether it waits for one worker and no other. */
  isBound = false
  /** Whether it is so short that others may be sent to its worker before it is answered. */
  isBrisk = false
  /** Whether it waits with those that mostly wait. */
  isApart = false
  /** The share of the processor that it is expected to use. */
  share = 0
  /** Its number in the worker that has it. */
  id = 0
  readonly method: Method
  /** Living objects among its arguments. */
  readonly lifted: readonly Lifted[] | undefined
  /** Its arguments, encoded; kept so that it can be sent to another worker. */
  value: Encoded
  /** The arguments themselves, where they are so large that they are read while they are sent. */
  parameters: readonly unknown[] | undefined = undefined
  terms: Terms | undefined = undefined
  /** Runs what is left of the caller's code: that of living arguments, and of large ones. Plain calls do without. */
  enter: Enter = stay
  /** Whether its promise is settled. */
  isSettled = false
  /** Whether its worker says so when the function begins. */
  asked = false
  /** Whether the function may have begun in the worker that has it. */
  started = false
  /** How often a worker went away before it began. */
  moves = 0
  /** How often it was made again. */
  reruns = 0
  /** What its caller has. */
  readonly promise: Promise<unknown>
  private readonly fulfil: (value: unknown) => void
  private readonly refuse: (reason: unknown) => void

  constructor(method: Method, value: Encoded, lifted: readonly Lifted[] | undefined) {
    this.method = method
    this.value = value
    this.lifted = lifted
    this.promise = new Promise(takeSettlers)
    this.fulfil = fulfil
    this.refuse = refuse
    // They would hold the context of whoever awaits it.
    fulfil = settled
    refuse = settled
  }

  /** Whether all of it is in its first frame, and nothing of it lives or travels: it can be taken back untouched. */
  get isPlain(): boolean {
    const { rest, leaves, attachments } = this.value
    return (
      this.lifted === undefined &&
      rest === undefined &&
      leaves.length === 0 &&
      attachments.length === 0
    )
  }

  /**
   * Whether it is to be made again, now that its worker is gone through no fault of its own; counts that.
   * @param isUnread whether it is certain that the worker never read it: then it was not its module that ended the worker
   */
  goesOn(isUnread: boolean): boolean {
    if (!this.started && (isUnread || this.moves++ < MOST_MOVES)) return true
    if (this.lifted !== undefined || this.reruns >= (this.terms?.retries ?? 0)) return false
    this.reruns++
    this.method.tally.retries++
    return true
  }

  /** Lets go of its living arguments: no worker will ever get them. */
  abandon(): void {
    this.enter(() => abandon(this.lifted))
  }

  /** Settles the promise; only the first of these has an effect, as with any promise. */
  resolve(value: unknown): void {
    this.isSettled = true
    this.fulfil(value)
  }

  reject(reason: unknown): void {
    this.isSettled = true
    this.refuse(reason)
  }
}
