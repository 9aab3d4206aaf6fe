import type { HostLoader } from '../../core/runner/modules.js'
import type { LoadedModule } from '../../core/runner/namespace.js'
import type { Pattern } from '../../core/setup.js'
import { unreachable } from '../../core/unreachable.js'
import { allowedModule } from './allowed.js'
import type { AmdLoader } from './amd-loader.js'
import type { AmdPlaces } from './amd-options.js'
import { importModule } from './import.js'
import { requireModule } from './require.js'
import { resolveModule } from './resolve.js'

/** Loads a module by a URL or the name of a package, as Node does unless a loader is given. */
export const loadModule = async (
  specifier: string,
  loader?: HostLoader,
  allow?: readonly Pattern[],
): Promise<LoadedModule> => {
  if (loader?.kind === 'amd') return loadAmd(specifier, loader, allow)
  const url = allowedModule(specifier, resolveModule(specifier), allow)
  switch (loader?.kind) {
    case undefined:
    case 'esm':
      return importModule(url)
    case 'commonjs':
      return requireModule(url)
    default:
      return unreachable(loader)
  }
}

const amdLoaders = new Map<string, AmdLoader>()

/** Modules of one place share what they load. */
const loadAmd = async (
  specifier: string,
  places: AmdPlaces,
  allow: readonly Pattern[] | undefined,
): Promise<LoadedModule> => {
  const key = JSON.stringify(places)
  let loader = amdLoaders.get(key)
  if (loader === undefined) {
    const { AmdLoader } = await import('./amd-loader.js')
    loader = amdLoaders.get(key) ?? new AmdLoader(places)
    amdLoaders.set(key, loader)
  }
  allowedModule(specifier, loader.urlOf(specifier), allow)
  return loader.load(specifier)
}
