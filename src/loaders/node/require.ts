import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { namespaceOf, type LoadedModule } from '../../core/runner/namespace.js'

/** Loads a CommonJS module by a URL, with `require()`: its exports are the default export. */
export const requireModule = async (url: string): Promise<LoadedModule> => {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  const exports: unknown = createRequire(import.meta.url)(path)
  return namespaceOf(exports)
}
