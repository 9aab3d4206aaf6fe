import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { withGlobals } from '../amd/globals.js'
import type { RunScript } from '../amd/scope.js'

/** With this, `import()` works in a script. The first versions of Node 20 do not have it. */
const IMPORTS = (vm as Partial<Pick<typeof vm, 'constants'>>).constants
  ?.USE_MAIN_CONTEXT_DEFAULT_LOADER

/**
 * Runs a script from a file. It becomes a function, whose parameters its factories find whenever they run; what it
 * declares stays its own, so that it can be run again after a failure.
 */
export const runScript: RunScript = async (url, scope) => {
  if (!url.startsWith('file:')) throw new TypeError('only scripts in files can be loaded in Node')
  const filename = fileURLToPath(url)
  const text = await readFile(filename, 'utf8')
  const code = vm.compileFunction(text, Object.keys(scope), {
    filename,
    ...(IMPORTS === undefined ? {} : { importModuleDynamically: IMPORTS }),
  })
  withGlobals(scope, () => {
    Reflect.apply(code, globalThis, Object.values(scope))
  })
}
