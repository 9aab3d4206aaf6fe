import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { notAllowed } from '../../core/errors.js'
import { matches, type Pattern } from '../../core/setup.js'

/**
 * Without symbolic links, as far as there is something: hooks may find a module where no file has just this name. The
 * second way needs no permission to read the folders above.
 */
const realPath = (path: string): string => {
  for (const find of [realpathSync, realpathSync.native]) {
    try {
      return find(path)
    } catch {
      // It is not there, or may not be looked at.
    }
  }
  const parent = dirname(path)
  return parent === path ? path : join(realPath(parent), basename(path))
}

/** A module as it is known, however it was written: `place` is what may be allowed, `rest` its query and fragment. */
interface Known {
  readonly place: string
  readonly rest: string
}

/** `undefined` for the URL of a file that no path belongs to: with a host, or an encoded slash. */
const known = (specifier: string): Known | undefined => {
  if (!URL.canParse(specifier)) return { place: specifier, rest: '' }
  const { href, protocol, search, hash } = new URL(specifier)
  if (protocol !== 'file:') return { place: href, rest: '' }
  try {
    return { place: pathToFileURL(realPath(fileURLToPath(href))).href, rest: search + hash }
  } catch {
    return undefined
  }
}

/** Whether a module is meant. A folder keeps its last slash. */
const allows = (pattern: Pattern, place: string): boolean => {
  if (typeof pattern !== 'string') return pattern.test(place)
  const meant = known(pattern)?.place
  if (meant === undefined) return false
  return matches(pattern.endsWith('/') && !meant.endsWith('/') ? `${meant}/` : meant, place)
}

/**
 * The real URL of a module that calls may name.
 * @throws Error when they may not
 */
export const allowedModule = (
  specifier: string,
  url: string,
  allow: readonly Pattern[] | undefined,
): string => {
  if (allow === undefined) return url
  const module = known(url)
  if (module === undefined) throw notAllowed(specifier, url)
  const { place, rest } = module
  if (allow.some((pattern) => allows(pattern, place))) return place + rest
  throw notAllowed(specifier, place)
}
