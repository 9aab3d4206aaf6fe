import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const HAS_SCHEME = /^[a-z][a-z\d+.-]+:/i

/** Node 22 and later resolve by these; Node 20 knows only its own for `require`. */
const CONDITIONS = { conditions: new Set(['node', 'import', 'module-sync', 'default']) }

/** The URL of a module: of a package's as it is seen from the working directory. */
export const resolveModule = (specifier: string): string => {
  if (HAS_SCHEME.test(specifier)) return specifier
  const { resolve } = createRequire(join(process.cwd(), 'worker.js'))
  const path = resolve(specifier, CONDITIONS as object)
  return path === specifier ? `node:${specifier}` : pathToFileURL(path).href
}
