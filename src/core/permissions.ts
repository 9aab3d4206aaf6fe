/** What the workers of a pool may do besides computing. */

/** A file, or a folder with all that is in it: an absolute path, or a `file:` URL. */
export type Place = string | { readonly href: string }

/**
 * What the workers of a pool may do. Whatever is not granted here is denied, as far as the runtime at hand can deny it: each
 * says since when Node can.
 */
export interface Permissions {
  /**
   * What may be read: `true` for everything, or files and folders. The modules that are called, and all that
   * they import, belong to it. @default nothing
   */
  readonly read?: boolean | readonly Place[]
  /** What may be written, likewise. @default nothing */
  readonly write?: boolean | readonly Place[]
  /** Whether processes may be started. @default false */
  readonly childProcess?: boolean
  /** Whether threads may be started. @default false */
  readonly worker?: boolean
  /** Whether native addons may be loaded. @default false */
  readonly addons?: boolean
  /** Whether WASI may be used; Node denies it from 20.16 and 22.3. @default false */
  readonly wasi?: boolean
  /** Whether the network may be used; Node denies it from 25.0. @default false */
  readonly net?: boolean
  /** Whether the inspector may be used; Node denies it always, and can grant it from 25.0, late versions of 24 included. @default false */
  readonly inspector?: boolean
  /** Whether functions of native libraries may be called, where Node has that. @default false */
  readonly ffi?: boolean
}
