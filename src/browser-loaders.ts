/** `invoke/loaders` in browsers: how the modules of a pool can be loaded. Given to `pool.setLoader`. */
import type { LoaderChoice } from './core/setup.js'
import { parseAmdOptions, type AmdOptions } from './loaders/amd/options.js'
import { servers } from './loaders/browser/amd-options.js'

export type { AmdOptions }

type Choice<K extends LoaderChoice['kind']> = Extract<LoaderChoice, { kind: K }>

/** What the worker's entry exposes, and ES modules by `import()`. The default. */
export const esm = (): Choice<'esm'> => ({ kind: 'esm' })

/**
 * AMD modules, and builds for several loaders (UMD): scripts that call `define`.
 * @throws TypeError for an option that is missing, unknown, or does not fit
 */
export const amd = (options: AmdOptions): Choice<'amd'> => ({
  kind: 'amd',
  ...parseAmdOptions(options, servers),
})
