import { notAllowed } from '../../core/errors.js'
import type { HostLoader } from '../../core/runner/modules.js'
import type { LoadedModule, Namespace } from '../../core/runner/namespace.js'
import { matches, type Pattern } from '../../core/setup.js'
import { unreachable } from '../../core/unreachable.js'
import { AmdLoaders } from '../amd/amd-loaders.js'
import type { Table } from './table.js'

const HAS_SCHEME = /^[a-z][a-z\d+.-]*:/i

const notExposed = (names: readonly string[]): Error =>
  new Error(
    names.length === 0
      ? 'the worker exposes no modules: its entry must call expose() of invoke/worker'
      : `the worker exposes no such module; it exposes ${names.join(', ')}`,
  )

/** Loads any module by its URL. */
const importModule = async (url: string): Promise<LoadedModule> => {
  const namespace = (await import(/* webpackIgnore: true */ /* @vite-ignore */ url)) as Namespace
  return { namespace }
}

// Few programs have AMD modules.
const amdLoaders = new AmdLoaders(async (places) => {
  const { amdLoader } = await import('./amd-loader.js')
  return amdLoader(places)
})

/** @throws Error when calls may not name a module */
const checkAllowed = (
  specifier: string,
  resolved: string,
  allow: readonly Pattern[] | undefined,
): void => {
  if (allow === undefined || allow.some((pattern) => matches(pattern, resolved))) return
  throw notAllowed(specifier, resolved)
}

/**
 * Says whether calls may name a module that a loader of the user's will load.
 * @throws Error when they may not
 */
export const permitModule = (specifier: string, allow: readonly Pattern[] | undefined): void =>
  checkAllowed(specifier, specifier, allow)

/** Loads a module that the worker's entry exposes, else one by its URL; or as a loader is told to. */
export const loadModule = async (
  table: Table,
  specifier: string,
  loader?: HostLoader,
  allow?: readonly Pattern[],
): Promise<LoadedModule> => {
  switch (loader?.kind) {
    case undefined:
    case 'esm': {
      checkAllowed(specifier, specifier, allow)
      const exposed = table.load(specifier)
      if (exposed !== undefined) return exposed
      if (HAS_SCHEME.test(specifier)) return importModule(specifier)
      throw notExposed(table.names)
    }
    case 'commonjs':
      throw new Error(
        'there is no require() in browsers: a bundler makes ES modules of such modules',
      )
    case 'amd': {
      const scripts = await amdLoaders.of(loader)
      checkAllowed(specifier, scripts.urlOf(specifier), allow)
      return scripts.load(specifier)
    }
    default:
      return unreachable(loader)
  }
}
