import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LoadedModule } from '../core/runner/namespace.js'

const HAS_SCHEME = /^[a-z][a-z\d+.-]+:/i

/** Node 22 and later resolve by these; Node 20 knows only its own for `require`. */
const CONDITIONS = { conditions: new Set(['node', 'import', 'module-sync', 'default']) }

/** The URL of a package's module, seen from the working directory. */
const resolvePackage = (name: string): string => {
  const { resolve } = createRequire(join(process.cwd(), 'worker.js'))
  const path = resolve(name, CONDITIONS as object)
  return path === name ? `node:${name}` : pathToFileURL(path).href
}

/** What a wrapper adds to the message of an error, and what nobody needs to read. */
const BLAME = / imported from data:text\/javascript,\S*/

const withoutBlame = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  for (const part of ['message', 'stack'] as const) {
    const text: unknown = error[part]
    // Not every error lets itself be written to.
    if (typeof text === 'string') Reflect.set(error, part, text.replace(BLAME, ''))
  }
  return error
}

/**
 * Loads any ES or CommonJS module by a URL or the name of a package, with `import()`. It goes through
 * a wrapper of one line: the namespace of a module that exports `then` would pass for a promise.
 */
export const importModule = async (specifier: string): Promise<LoadedModule> => {
  const url = HAS_SCHEME.test(specifier) ? specifier : resolvePackage(specifier)
  const wrapper = `import * as namespace from ${JSON.stringify(url)}; export { namespace }`
  try {
    const { namespace } = (await import(
      `data:text/javascript,${encodeURIComponent(wrapper)}`
    )) as LoadedModule
    return { namespace }
  } catch (error) {
    throw withoutBlame(error)
  }
}
