import { badOption } from '../../core/errors.js'
import { checkOptions, type Check } from '../../core/options.js'

/** Where AMD modules are. */
export interface AmdOptions {
  /** The folder in which the ids of modules are paths: a URL, or an absolute path. */
  readonly baseUrl: string | { readonly href: string }
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

/** What a host takes for a place of scripts. */
export interface PlaceHost {
  /** What a folder may be, in words. */
  readonly folders: string
  /** Whether a text is one of these. */
  isFolder(text: string): boolean
  /** The URL of an absolute path; anything else as it is. */
  absolute(place: string): string
}

const isPlace = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The text of a URL, or a string as it is. */
const textOf = (place: unknown): unknown => (place as { href?: unknown } | null)?.href ?? place

const places: Check = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isPlace)
    ? undefined
    : 'an object whose values are strings that are not empty'

const isUrlIn = (place: string, base: string): boolean => {
  try {
    return new URL(place, base).href !== ''
  } catch {
    return false
  }
}

/** @throws TypeError for an option that is missing, unknown, or does not fit */
export const parseAmdOptions = (options: AmdOptions, host: PlaceHost): AmdPlaces => {
  const folder: Check = (value) => {
    const text = textOf(value)
    return isPlace(text) && host.isFolder(text) ? undefined : host.folders
  }
  checkOptions('AMD loader', options, { baseUrl: folder, paths: places })
  const { baseUrl: given, paths = {} } = options
  if ((given as unknown) === undefined) {
    throw badOption('the AMD loader option "baseUrl" is missing: the folder of the modules')
  }
  const { href } = new URL(host.absolute(String(textOf(given))))
  const baseUrl = href.endsWith('/') ? href : `${href}/`
  const resolved = Object.entries(paths).map(([id, path]) => {
    const place = host.absolute(path).replace(/\/$/, '')
    if (isUrlIn(place, baseUrl)) return [id, place] as const
    throw badOption(
      `the AMD loader option "paths" has ${JSON.stringify(path)} for ${JSON.stringify(id)}, which is no URL`,
    )
  })
  return { baseUrl, paths: Object.fromEntries(resolved) }
}
