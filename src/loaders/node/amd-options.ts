import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { badOption } from '../../core/errors.js'
import { checkOptions, type Check } from '../../core/options.js'

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

/** The same, as URLs: the folder with a slash at its end. */
export interface AmdPlaces {
  readonly baseUrl: string
  readonly paths: Readonly<Record<string, string>>
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

/** @throws TypeError for an option that is missing, unknown, or does not fit */
export const parseAmdOptions = (options: AmdOptions): AmdPlaces => {
  checkOptions('AMD loader', options, CHECKS)
  const { baseUrl: given, paths = {} } = options
  if ((given as unknown) === undefined) {
    throw badOption('the AMD loader option "baseUrl" is missing: the folder of the modules')
  }
  const baseUrl = baseOf(given)
  const places = Object.entries(paths).map(([id, path]) => {
    const place = absolute(path).replace(/\/$/, '')
    if (URL.canParse(place, baseUrl)) return [id, place] as const
    throw badOption(
      `the AMD loader option "paths" has ${JSON.stringify(path)} for ${JSON.stringify(id)}, which is no URL`,
    )
  })
  return { baseUrl, paths: Object.fromEntries(places) }
}
