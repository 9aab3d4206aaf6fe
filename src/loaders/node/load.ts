import type { HostLoader } from '../../core/runner/modules.js'
import type { LoadedModule } from '../../core/runner/namespace.js'
import type { Pattern } from '../../core/setup.js'
import { unreachable } from '../../core/unreachable.js'
import { AmdLoaders } from '../amd/amd-loaders.js'
import type { AmdPlaces } from '../amd/options.js'
import { allowedModule } from './allowed.js'
import { importModule } from './import.js'
import { requireModule } from './require.js'
import { resolveModule, resolveRequired } from './resolve.js'

/** Loads a module by a URL or the name of a package, as Node does unless a loader is given. */
export const loadModule = async (
  specifier: string,
  loader?: HostLoader,
  allow?: readonly Pattern[],
): Promise<LoadedModule> => {
  if (loader?.kind === 'amd') return loadAmd(specifier, loader, allow)
  switch (loader?.kind) {
    case undefined:
    case 'esm':
      return importModule(allowedModule(specifier, resolveModule(specifier), allow))
    case 'commonjs':
      return requireModule(allowedModule(specifier, resolveRequired(specifier), allow))
    default:
      return unreachable(loader)
  }
}

/**
 * Says whether calls may name a module that a loader of the user's will load, who may also know names that Node does not.
 * @throws Error when they may not
 */
export const permitModule = (specifier: string, allow: readonly Pattern[] | undefined): void => {
  if (allow === undefined) return
  let url = specifier
  try {
    url = resolveModule(specifier)
  } catch {
    // Then it is held against the rules as it is.
  }
  allowedModule(specifier, url, allow)
}

// Few programs have AMD modules.
const amdLoaders = new AmdLoaders(async (places) => {
  const { amdLoader } = await import('./amd-loader.js')
  return amdLoader(places)
})

const loadAmd = async (
  specifier: string,
  places: AmdPlaces,
  allow: readonly Pattern[] | undefined,
): Promise<LoadedModule> => {
  const loader = await amdLoaders.of(places)
  allowedModule(specifier, loader.urlOf(specifier), allow)
  return loader.load(specifier)
}
