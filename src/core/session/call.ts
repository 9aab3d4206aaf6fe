import type { KeepOpen } from '../attachments.js'
import type { Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import type { Window } from '../clone/live.js'
import { Shapes } from '../clone/shapes.js'
import { Limit } from '../clone/tags.js'
import { attachNothing } from '../clone/unsendable.js'
import type { Running } from '../errors.js'
import { Duration } from '../schedule/duration.js'
import type { InLine } from '../schedule/line.js'
import type { Waiting } from '../schedule/response-ratio.js'
import type { Lifted } from './lifted.js'

/** An export of a module, as all connections of a pool call it. */
export interface Method extends Running {
  /** From 1, the same on every connection of the pool. */
  readonly number: number
  /** What tells a worker of it. */
  readonly definition: Encoded
  /** How long its calls take. */
  readonly duration: Duration
}

/** @param all the duration of all methods together */
export const defineMethod = (
  number: number,
  module: string,
  name: string | null,
  all: Duration,
): Method => {
  const encoded = new Encoder(new Shapes(), attachNothing).encode([module, name], 'method')
  const duration = new Duration(all)
  return { number, module, name, definition: copyOf(encoded), duration }
}

const NONE: readonly unknown[] = []

/** An encoded value that stays valid when its encoder is used again. */
export const copyOf = ({ bytes, length, shapes, attachments, leaves, rest }: Encoded): Encoded => ({
  // Not `slice`, which gives a view where the bytes are the host's own kind.
  bytes:
    length >= Limit.LARGE || rest !== undefined || leaves.length > 0
      ? bytes
      : new Uint8Array(bytes.subarray(0, length)),
  length,
  shapes,
  // An empty list is the encoder's own, for the next value.
  attachments: attachments.length === 0 ? NONE : attachments,
  leaves,
  rest,
})

/** How far iterators run ahead by default: enough to keep a pipe full, little enough to be let go. */
export const DEFAULT_WINDOW: Window = { items: 1024, bytes: 1 << 20 }

/** What the options of a call ask of its session. */
export interface Terms {
  readonly window: Window
  /** Which sockets and servers among its arguments stay open here. */
  readonly keepOpen: KeepOpen
  /** How much its waiting counts, in relation to others. */
  readonly priority: number
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
  /** It is answered, and what came of it is at its end. */
  over(): void
}

/** How often a call is passed on by workers that go away before it began. */
const MOST_MOVES = 3

/** One invocation, on its way from a caller to its outcome. */
export class Call implements Waiting {
  ahead: InLine | undefined = undefined
  behind: InLine | undefined = undefined
  line: object | undefined = undefined
  since = 0
  expected = 0
  durationClass = 0
  /** When it was sent to the worker that has it, on the host's clock. */
  sentAt = 0
  readonly method: Method
  /** Living objects among its arguments. */
  readonly lifted: readonly Lifted[] | undefined
  /** Its arguments, encoded; kept so that it can be sent to another worker. */
  value: Encoded
  /** The arguments themselves, where they are so large that they are read while they are sent. */
  parameters: readonly unknown[] | undefined = undefined
  terms: Terms | undefined = undefined
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
  private readonly fulfil: (value: unknown) => void
  private readonly refuse: (reason: unknown) => void

  constructor(
    method: Method,
    value: Encoded,
    lifted: readonly Lifted[] | undefined,
    fulfil: (value: unknown) => void,
    refuse: (reason: unknown) => void,
  ) {
    this.method = method
    this.value = value
    this.lifted = lifted
    this.fulfil = fulfil
    this.refuse = refuse
  }

  /**
   * Whether it is to be made again, now that its worker is gone through no fault of its own; counts that.
   * @param isUnread whether it is certain that the worker never read it: then it was not its module that ended the worker
   */
  goesOn(isUnread: boolean): boolean {
    if (!this.started && (isUnread || this.moves++ < MOST_MOVES)) return true
    return this.lifted === undefined && this.reruns++ < (this.terms?.retries ?? 0)
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
