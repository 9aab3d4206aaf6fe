import { withGlobals } from '../amd/globals.js'
import type { RunScript } from '../amd/scope.js'

type ImportScripts = (...urls: string[]) => void

/** How a classic worker loads scripts; `undefined` in a module worker, whose function of that name only throws. */
const findImportScripts = (): ImportScripts | undefined => {
  const { importScripts } = globalThis as { importScripts?: ImportScripts }
  try {
    // Without a URL, some browsers let it pass anywhere; with one that is valid, a policy would have something to report.
    importScripts?.('http://')
  } catch (error) {
    // Anything else is about the URL.
    if (error instanceof TypeError) return undefined
  }
  return importScripts
}

/** Whether this worker is a module. */
export const isModuleWorker = (): boolean => findImportScripts() === undefined

let importScripts: ImportScripts | undefined | null = null

/** The text of a script as a function, whose parameters its factories find whenever they run. */
const compile = (text: string, url: string, names: readonly string[]): Function =>
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- in a module worker, there is no other way to run a script
  new Function(...names, `${text}\n//# sourceURL=${url}`)

/**
 * Runs a script from a server: by `importScripts` in a classic worker. In a module worker it is fetched and becomes a
 * function, which needs a policy that allows `unsafe-eval` where there is a policy at all.
 */
export const runScript: RunScript = async (url, scope) => {
  importScripts = importScripts === null ? findImportScripts() : importScripts
  const load = importScripts
  if (load !== undefined) {
    withGlobals(scope, () => load(url))
    return
  }
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} cannot be fetched: ${response.status}`)
  const code = compile(await response.text(), url, Object.keys(scope))
  withGlobals(scope, () => {
    Reflect.apply(code, globalThis, Object.values(scope))
  })
}
