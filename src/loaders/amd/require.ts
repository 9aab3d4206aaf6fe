type Callback = (...values: unknown[]) => unknown

/** What modules and scripts know as `require`. */
export interface Require {
  /**
   * The exports of a module that is loaded.
   * @throws Error with the `requireType` "notloaded" for any other
   */
  (id: string): unknown
  /** Loads modules, then calls back with their exports; or with the error. */
  (ids: readonly string[], done?: Callback, failed?: (error: unknown) => unknown): Require
  /** The URL of a file beside modules: an id, and an extension. */
  toUrl(name: string): string
  /** Whether the module is loaded, so that `require(id)` has it. */
  defined(id: string): boolean
  /** Whether the module is loaded, defined or on its way. */
  specified(id: string): boolean
  /** @throws TypeError always: the options are not a script's */
  config(): never
}
