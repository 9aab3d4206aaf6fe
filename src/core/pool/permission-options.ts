import { boolean, checkOptions, type Check } from '../options.js'
import type { Permissions, Place } from '../permissions.js'

const isPlace = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') ||
  typeof (value as { href?: unknown } | null | undefined)?.href === 'string'

const places: Check = (value) =>
  typeof value === 'boolean' || (Array.isArray(value) && value.every(isPlace))
    ? undefined
    : 'true, false or an array of absolute paths and URLs'

const CHECKS: { readonly [name in keyof Required<Permissions>]: Check } = {
  read: places,
  write: places,
  childProcess: boolean,
  worker: boolean,
  addons: boolean,
  wasi: boolean,
  net: boolean,
  inspector: boolean,
  ffi: boolean,
}

const frozen = (places: boolean | readonly Place[]): boolean | readonly string[] =>
  typeof places === 'boolean'
    ? places
    : Object.freeze(places.map((place) => (typeof place === 'string' ? place : place.href)))

/**
 * A copy that nobody can widen afterwards.
 * @throws TypeError for an unknown name or a wrong type
 */
export const copyPermissions = (permissions: Permissions): Permissions => {
  checkOptions('permissions', permissions, CHECKS)
  const { read, write } = permissions
  return Object.freeze({
    ...permissions,
    ...(read !== undefined && { read: frozen(read) }),
    ...(write !== undefined && { write: frozen(write) }),
  })
}
