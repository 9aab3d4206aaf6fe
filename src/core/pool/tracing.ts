/** What is told of one call: the same object at all its events. */
export interface CallTrace {
  /** The pool from which the module was got, isolated or not: compare it with your own, or with `invoke.pool`. */
  readonly pool: object
  /** The module, as errors name it: a URL, or the name of a package or built-in module. */
  readonly module: string
  /** The name of the export; `undefined` when the module is only loaded. */
  readonly method: string | undefined
  /** The arguments themselves, not copies. */
  readonly args: readonly unknown[]
  /** What the call came to; absent until then, and when it failed. */
  result?: unknown
  /** What the call was rejected with, or threw; absent until then, and when it did not fail. */
  error?: unknown
}

/** How a host lets others watch the calls. */
export interface Tracing {
  /** Whether anyone does. Asked at every call, so it must be cheap. */
  readonly isWatched: boolean
  /** Makes a call and tells what becomes of it; gives, or throws, what `make` does. */
  trace(call: CallTrace, make: () => Promise<unknown>): Promise<unknown>
}
