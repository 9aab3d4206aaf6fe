import type { HostLoader } from '../../core/runner/modules.js'
import type { LoadedModule } from '../../core/runner/namespace.js'
import type { Pattern } from '../../core/setup.js'
import { unreachable } from '../../core/unreachable.js'
import { allowedModule } from './allowed.js'
import { importModule } from './import.js'
import { requireModule } from './require.js'
import { resolveModule } from './resolve.js'

/** Loads a module by a URL or the name of a package, as Node does unless a loader is given. */
export const loadModule = async (
  specifier: string,
  loader?: HostLoader,
  allow?: readonly Pattern[],
): Promise<LoadedModule> => {
  const url = allowedModule(specifier, resolveModule(specifier), allow)
  switch (loader?.kind) {
    case undefined:
    case 'esm':
      return importModule(url)
    case 'commonjs':
      return requireModule(url)
    case 'amd':
      throw new Error('not there yet')
    default:
      return unreachable(loader)
  }
}
