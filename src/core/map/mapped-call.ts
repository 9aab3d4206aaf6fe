import type { Signal } from '../signal.js'

/** What the function of a `map` gets beside the item. */
export interface MapContext {
  /** The position of the item in the input, from 0. */
  readonly index: number
  /**
   * Aborts when the iteration ends before this call does: by an error, by a `break`, or by its own signal.
   * Hand it to the call of a worker, `images({ signal }).resize(path)`, so that this is cancelled.
   */
  readonly signal: Signal
}

/** What came of a call. */
export type Outcome =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }

type Progress = { readonly kind: 'running' } | Outcome

const RUNNING: Progress = { kind: 'running' }

/** One call of a `map`'s function. */
export class MappedCall {
  readonly index: number
  progress: Progress
  /** Made when someone asks for it: most calls never do. */
  private controller: AbortController | undefined
  private cancelled: { readonly reason: unknown } | undefined

  constructor(index: number, progress: Progress = RUNNING) {
    this.index = index
    this.progress = progress
  }

  get signal(): Signal {
    if (this.controller === undefined) {
      this.controller = new AbortController()
      if (this.cancelled !== undefined) this.controller.abort(this.cancelled.reason)
    }
    return this.controller.signal
  }

  /** Nobody wants its result any more. */
  cancel(reason: unknown): void {
    this.cancelled = { reason }
    this.controller?.abort(reason)
  }
}

/** What the user sees of it. By accessors, so that nothing of it is sent when it is passed to a worker as it is. */
export class MappedCallFace implements MapContext {
  readonly #call: MappedCall

  constructor(call: MappedCall) {
    this.#call = call
  }

  get index(): number {
    return this.#call.index
  }

  get signal(): Signal {
    return this.#call.signal
  }
}
