import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Namespace } from '../core/runner/namespace.js'

const HAS_SCHEME = /^[a-z][a-z\d+.-]+:/i

/** Node 22 and later resolve by these; Node 20 knows only its own for `require`. */
const CONDITIONS = { conditions: new Set(['node', 'import', 'module-sync', 'default']) }

/** The URL of a package's module, seen from the working directory. */
const resolvePackage = (name: string): string => {
  const { resolve } = createRequire(join(process.cwd(), 'worker.js'))
  const path = resolve(name, CONDITIONS as object)
  return path === name ? `node:${name}` : pathToFileURL(path).href
}

/** Loads any ES or CommonJS module by a URL or the name of a package, with `import()`. */
export const importModule = async (specifier: string): Promise<Namespace> => {
  const url = HAS_SCHEME.test(specifier) ? specifier : resolvePackage(specifier)
  return (await import(url)) as Namespace
}
