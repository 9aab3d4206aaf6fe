import { isAbsolute, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { badOption } from '../../core/errors.js'
import type { Permissions, Place } from '../../core/permissions.js'

/** A Node, as far as its permission model is concerned. */
export interface PermissionModel {
  /** As in `process.versions.node`. */
  readonly version: string
  /** As in `process.allowedNodeEnvironmentFlags`. */
  readonly flags: { has(flag: string): boolean }
}

type Switch = Exclude<keyof Permissions, 'read' | 'write'>

/** What is granted by a flag of its own, and what a Node does that has no such flag. */
const SWITCHES: {
  readonly [name in Switch]: { readonly flag: string; readonly without: 'denied' | 'granted' }
} = {
  childProcess: { flag: '--allow-child-process', without: 'denied' },
  worker: { flag: '--allow-worker', without: 'denied' },
  addons: { flag: '--allow-addons', without: 'denied' },
  wasi: { flag: '--allow-wasi', without: 'granted' },
  net: { flag: '--allow-net', without: 'granted' },
  inspector: { flag: '--allow-inspector', without: 'denied' },
  // There is nothing to be denied.
  ffi: { flag: '--allow-ffi', without: 'denied' },
}

/** The flags of all permissions. */
export const GRANTS: ReadonlySet<string> = new Set([
  '--allow-fs-read',
  '--allow-fs-write',
  ...Object.values(SWITCHES).map(({ flag }) => flag),
])

/** The flag that turns the model on. */
const modelOf = ({ version, flags }: PermissionModel): string => {
  const [major, minor] = version.split('.').map(Number)
  // Before, a list of paths was another thing, in which a comma separates.
  const isTooOld = major < 20 || (major === 20 && minor < 7)
  for (const flag of isTooOld ? [] : ['--permission', '--experimental-permission']) {
    if (flags.has(flag) && flags.has('--allow-fs-read')) return flag
  }
  throw badOption(
    `the pool option "permissions" needs the permission model of Node 20.7 and later, which this Node, ${version}, does not have`,
  )
}

const pathOf = (name: string, place: Place): string => {
  const text = typeof place === 'string' ? place : place.href
  const path = /^file:/i.test(text) ? fileURLToPath(text) : text
  if (!isAbsolute(path)) {
    throw badOption(
      `the permission "${name}" is for absolute paths and file: URLs, not for ${JSON.stringify(text)}`,
    )
  }
  if (path.includes('*')) {
    throw badOption(
      `the permission "${name}" cannot be for ${JSON.stringify(path)}: Node takes the asterisk for any text. ` +
        `A folder is granted with all that is in it, and everything by true`,
    )
  }
  const normal = normalize(path)
  // Node knows a folder only where one is already.
  return /[/\\]$/.test(normal) ? `${normal}*` : normal
}

const pathsOf = (
  name: 'read' | 'write',
  places: boolean | readonly Place[],
  own: readonly string[],
): string[] => {
  if (places === true) return ['*']
  const paths = places === false ? [] : places.map((place) => pathOf(name, place))
  return [...own, ...paths]
}

const switchesOf = (permissions: Permissions, { version, flags }: PermissionModel): string[] =>
  Object.entries(SWITCHES).flatMap(([name, { flag, without }]) => {
    const wanted = permissions[name as Switch]
    if (flags.has(flag)) return wanted === true ? [flag] : []
    if (wanted === undefined || wanted === (without === 'granted')) return []
    throw badOption(
      `this Node, ${version}, cannot ${wanted ? 'grant' : 'deny'} the permission "${name}": it has no ${flag}. ` +
        `If you leave it out, it is ${without}`,
    )
  })

/**
 * The flags for a Node that is permitted nothing but this.
 * @param own the files that it must read in any case
 * @throws TypeError that names a permission that this Node can neither grant nor deny, or a path that is none
 */
export const permissionFlags = (
  permissions: Permissions,
  own: readonly string[],
  model: PermissionModel,
): string[] => {
  const { read = false, write = false } = permissions
  return [
    modelOf(model),
    ...pathsOf('read', read, own).map((path) => `--allow-fs-read=${path}`),
    ...pathsOf('write', write, []).map((path) => `--allow-fs-write=${path}`),
    ...switchesOf(permissions, model),
  ]
}
