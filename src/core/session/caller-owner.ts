import type { CloseReason } from '../transport.js'
import type { Span } from '../frame/span.js'
import type { Call } from './call.js'
import type { Method } from './method.js'

/** An error that ended a worker and that no call is rejected with. */
export interface StrayError {
  readonly error: unknown
  /** What it escaped from, where that is known. */
  readonly method: Method | undefined
}

/** Who is told how a caller fares. */
export interface CallerOwner {
  /** The number of the worker in its pool. */
  readonly id: number
  /** The worker said hello: it takes calls. */
  ready(): void
  /** The worker is there, but has no time to say hello. */
  delayed(): void
  /** Others use the worker as well, or no longer do. */
  occupied(isOccupied: boolean): void
  /**
   * A call was answered: there is room for one more.
   * @param span how long it ran; `undefined` when it did not, or was not wanted any more
   */
  answered(call: Call, span: Span | undefined): void
  /** A call that was sent behind another has come back as it was. */
  withdrawn(call: Call): void
  /** The last living result came to its end. */
  rested(): void
  /** The worker takes no more calls. */
  ending(): void
  /** A cancelled call did not stop in time. */
  overdue(): void
  /** The worker says how much memory it holds, in bytes. */
  measured(bytes: number): void
  /** An error ends the worker, and no call is to blame that still runs. */
  stray(error: StrayError): void
  /** The worker is gone. The calls that it does not give back are settled right after this returns. */
  gone(remains: Remains): void
}

/** What is left of a worker. */
export interface Remains {
  readonly reason: CloseReason
  /** The error that it died of. */
  readonly death: unknown
  /** The calls that are to be made again. */
  readonly returned: readonly Call[]
  /** Whether it had calls, and is known to have read none of them. */
  readonly readNothing: boolean
}
