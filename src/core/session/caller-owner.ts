import type { CloseReason } from '../transport.js'
import type { Call, Method } from './call.js'

/** An error that ended a worker and that no call is rejected with. */
export interface StrayError {
  readonly error: unknown
  /** What it escaped from, where that is known. */
  readonly method: Method | undefined
}

/** Who is told how a caller fares. */
export interface CallerOwner {
  /** The worker said hello: it takes calls. */
  ready(): void
  /** A call was answered: there is room for one more. */
  answered(): void
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
  /**
   * The worker is gone, and gives back the calls that are to be made again. The others are settled right
   * after this returns.
   * @param death the error that it died of
   */
  gone(reason: CloseReason, death: unknown, returned: readonly Call[]): void
}
