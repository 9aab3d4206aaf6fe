/** `invoke/loaders`: how the modules of a pool can be loaded. Given to `pool.setLoader`. */
import type { LoaderChoice } from './core/setup.js'

type Choice<K extends LoaderChoice['kind']> = Extract<LoaderChoice, { kind: K }>

/** ES modules, and CommonJS through them: by `import()`. The default. */
export const esm = (): Choice<'esm'> => ({ kind: 'esm' })

/** CommonJS modules, by `require()`: through the hooks that were installed for that, and with JSON. */
export const commonjs = (): Choice<'commonjs'> => ({ kind: 'commonjs' })
