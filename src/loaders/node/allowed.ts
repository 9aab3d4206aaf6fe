import { realpathSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { notAllowed } from '../../core/errors.js'
import { matches, type Pattern } from '../../core/setup.js'

/** Without symbolic links. What does not exist stays as it is. */
const real = (url: string): string => {
  if (!url.startsWith('file:')) return url
  try {
    return pathToFileURL(realpathSync(fileURLToPath(url))).href
  } catch {
    return url
  }
}

/** A folder keeps its last slash. */
const realPattern = (pattern: Pattern): Pattern => {
  if (typeof pattern !== 'string') return pattern
  return pattern.endsWith('/') ? `${real(pattern.slice(0, -1))}/` : real(pattern)
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
  const resolved = real(url)
  if (allow.some((pattern) => matches(realPattern(pattern), resolved))) return resolved
  throw notAllowed(specifier, resolved)
}
