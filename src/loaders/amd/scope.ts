import type { Require } from './require.js'

/** What a script knows as `define`. */
export interface Define {
  (...args: unknown[]): void
  /** Says that this is AMD. */
  readonly amd: object
}

/** What a script finds beside the globals of its host. */
export interface Scope {
  readonly define: Define
  readonly require: Require
  readonly requirejs: Require
}

/**
 * Fetches a script and runs it, once. This is all that AMD needs of a host.
 *
 * While the script runs, which it does in one go, the names of the scope mean what the scope says, best as parameters of a
 * function around it, so that its factories find them later, else as globals: `withGlobals` sets these and restores them. A
 * scope is made for one script, so it is known whose a call of `define` is, however many are being fetched.
 *
 * Resolves when the script has run. Rejects when it cannot be fetched, and with what it throws.
 */
export type RunScript = (url: string, scope: Scope) => Promise<void>
