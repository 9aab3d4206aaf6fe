import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { badOption, typeName } from '../../core/errors.js'
import { checkOptions, type Check } from '../../core/options.js'
import type { LoadedModule } from '../../core/runner/namespace.js'
import { Locations } from '../amd/locations.js'
import { AmdRegistry } from '../amd/registry.js'
import { runScript } from './script.js'

/** Where AMD modules are. */
export interface AmdOptions {
  /** The folder in which the ids of modules are paths: a URL, a `file:` string or an absolute path. */
  readonly baseUrl: string | URL
  /**
   * Places of modules that are elsewhere, by the beginning of their ids, without `.js`: absolute paths, URLs, or relative to
   * `baseUrl`. Of several that fit, the longest counts.
   */
  readonly paths?: Readonly<Record<string, string>>
}

/** Loads AMD modules. */
export interface AmdLoader {
  /**
   * Loads a module with all that it needs, each once.
   *
   * Resolves to its exports as the `default` of a namespace. Rejects with what a factory throws, and with an error that
   * names the way to the module when a script cannot be read, throws, never calls `define`, or needs a plugin. Nothing
   * of a failure is kept: the next call tries again.
   * @param specifier an id, or the `file:` URL of a script
   */
  load(specifier: string): Promise<LoadedModule>
}

const isPlace = (value: unknown): value is string => typeof value === 'string' && value !== ''

const folder: Check = (value) =>
  (isPlace(value) && isAbsolute(value)) || String(value).startsWith('file:')
    ? undefined
    : 'a file: URL or an absolute path'

const places: Check = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isPlace)
    ? undefined
    : 'an object whose values are strings that are not empty'

const CHECKS = { baseUrl: folder, paths: places }

const absolute = (place: string): string => (isAbsolute(place) ? pathToFileURL(place).href : place)

const baseOf = (baseUrl: string | URL): string => {
  const { href } = new URL(typeof baseUrl === 'string' ? absolute(baseUrl) : baseUrl)
  return href.endsWith('/') ? href : `${href}/`
}

/**
 * Makes a loader of AMD modules, which share what they load.
 * @throws TypeError for an option that is missing, unknown, or does not fit
 */
export const amdLoader = (options: AmdOptions): AmdLoader => {
  checkOptions('AMD loader', options, CHECKS)
  const { baseUrl, paths = {} } = options
  if ((baseUrl as unknown) === undefined) {
    throw badOption('the AMD loader option "baseUrl" is missing: the folder of the modules')
  }
  const base = baseOf(baseUrl)
  const places = new Map<string, string>()
  for (const [id, given] of Object.entries(paths)) {
    const place = absolute(given).replace(/\/$/, '')
    if (!URL.canParse(place, base)) {
      throw badOption(
        `the AMD loader option "paths" has ${JSON.stringify(given)} for ${JSON.stringify(id)}, which is no URL`,
      )
    }
    places.set(id, place)
  }
  const registry = new AmdRegistry(runScript, new Locations(base, places))
  return {
    load: async (specifier) => {
      if (typeof specifier === 'string') return registry.loadModule(specifier)
      throw new TypeError(`an AMD module is named by a string, not by ${typeName(specifier)}`)
    },
  }
}
