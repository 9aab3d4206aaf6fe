import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const HAS_SCHEME = /^[a-z][a-z\d+.-]+:/i

/** Node 22 and later resolve by these; Node 20 knows only its own for `require`. */
const CONDITIONS = { conditions: new Set(['node', 'import', 'module-sync', 'default']) }

const requireHere = () => createRequire(join(process.cwd(), 'worker.js'))

/** The URL of a module: of a package's as it is seen from the working directory. */
export const resolveModule = (specifier: string): string => {
  if (HAS_SCHEME.test(specifier)) return specifier
  return urlOf(requireHere().resolve(specifier, CONDITIONS as object))
}

/** The same as `require` finds it: by its conditions, extensions, and the main files of folders. */
export const resolveRequired = (specifier: string): string =>
  urlOf(requireHere().resolve(specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier))

const urlOf = (path: string): string => {
  if (isAbsolute(path)) return pathToFileURL(path).href
  return HAS_SCHEME.test(path) ? path : `node:${path}`
}
