import type { LoadedModule } from '../../core/runner/namespace.js'

/** What a wrapper adds to the message of an error, and what nobody needs to read. */
const BLAME = / imported from data:text\/javascript,\S*/

const withoutBlame = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  for (const part of ['message', 'stack'] as const) {
    const text: unknown = error[part]
    // Not every error lets itself be written to.
    if (typeof text === 'string') Reflect.set(error, part, text.replace(BLAME, ''))
  }
  return error
}

/**
 * Loads any ES or CommonJS module by a URL, with `import()`. It goes through a wrapper of one line: the namespace of
 * a module that exports `then` would pass for a promise.
 */
export const importModule = async (url: string): Promise<LoadedModule> => {
  const wrapper = `import * as namespace from ${JSON.stringify(url)}; export { namespace }`
  try {
    const { namespace } = (await import(
      `data:text/javascript,${encodeURIComponent(wrapper)}`
    )) as LoadedModule
    return { namespace }
  } catch (error) {
    throw withoutBlame(error)
  }
}
