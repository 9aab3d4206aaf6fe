/** `invoke/loaders`: how the modules of a pool can be loaded. Given to `pool.setLoader`. */
import type { LoaderChoice } from './core/setup.js'
import { parseAmdOptions, type AmdOptions } from './loaders/amd/options.js'
import { files } from './loaders/node/amd-options.js'

export type { AmdOptions }

type Choice<K extends LoaderChoice['kind']> = Extract<LoaderChoice, { kind: K }>

/** ES modules, and CommonJS through them: by `import()`. The default. */
export const esm = (): Choice<'esm'> => ({ kind: 'esm' })

/** CommonJS modules, by `require()`: through the hooks that were installed for that, and with JSON. */
export const commonjs = (): Choice<'commonjs'> => ({ kind: 'commonjs' })

/**
 * AMD modules, and builds for several loaders (UMD): scripts that call `define`.
 * @throws TypeError for an option that is missing, unknown, or does not fit
 */
export const amd = (options: AmdOptions): Choice<'amd'> => ({
  kind: 'amd',
  ...parseAmdOptions(options, files),
})
