/** The modules of fixtures/amd, for the tests of the AMD loader. */
import type { AmdLoader } from '../../src/loaders/amd/amd-loader.js'
import { parseAmdOptions, type AmdOptions } from '../../src/loaders/amd/options.js'
import { amdLoader as loaderOf } from '../../src/loaders/node/amd-loader.js'
import { files } from '../../src/loaders/node/amd-options.js'

/** A loader, as a worker makes it of the options. */
export const amdLoader = (options: AmdOptions) => loaderOf(parseAmdOptions(options, files))

export const BASE = new URL('../fixtures/amd/', import.meta.url)
export const open = (paths: Record<string, string> = {}) => amdLoader({ baseUrl: BASE, paths })

/** The exports of a module. */
export const load = async <T = unknown>(
  specifier: string,
  loader: AmdLoader = open(),
): Promise<T> => {
  const { namespace } = await loader.load(specifier)
  return namespace['default'] as T
}

export interface Fault extends Error {
  readonly stack: string
  readonly requireType?: string
  readonly requireModules?: readonly string[]
}

/** What a load fails with. */
export const failure = async (loading: Promise<unknown>): Promise<Fault> => {
  try {
    await loading
  } catch (error) {
    return error as Fault
  }
  throw new Error('it did not fail')
}
