import { report } from '../../core/lift/report.js'
import { badId, badRequire, notConfigurable, notLoaded, type Wanted } from './faults.js'
import type { FreeVariables } from './free-variables.js'
import type { Library } from './library.js'
import type { Require } from './require.js'
import { isSpecial, type SpecialName } from './special-names.js'

type Callback = (...values: unknown[]) => unknown

/**
 * @param from the module that it is made for; without one, ids are full ids
 * @param ready nothing is loaded before: the script that asks may go on to define it
 */
export const makeRequire = (
  library: Library,
  from?: FreeVariables,
  ready: Promise<void> = Promise.resolve(),
): Require => {
  const by: Wanted | undefined = from && { id: from.id, by: undefined }
  const idOf = (name: string) => library.locations.idOf(name, by)

  const special = (name: SpecialName): unknown => {
    if (from !== undefined) return from.get(name)
    if (name === 'require') return require
    throw badId(name, undefined)
  }

  const valueOf = (name: string): unknown => {
    if (isSpecial(name)) return special(name)
    const id = idOf(name)
    const state = library.get(id)?.state
    if (state?.kind === 'loaded') return state.exports
    if (state?.kind === 'running' && state.free.hasExports) return state.free.exports
    throw notLoaded(id, from?.id, state?.kind === 'running')
  }

  const load = async (names: readonly string[]): Promise<unknown[]> => {
    await ready
    const modules = names.filter((name) => !isSpecial(name))
    const loaded = await library.load(modules.map(idOf), by)
    const values = new Map(modules.map((name, index) => [name, loaded[index]]))
    return names.map((name) => (isSpecial(name) ? special(name) : values.get(name)))
  }

  const require = ((what: unknown, done?: Callback, failed?: (error: unknown) => unknown) => {
    if (typeof what === 'string') return valueOf(what)
    if (!isTexts(what)) throw badRequire(what)
    // A copy: the list is the script's.
    load([...what])
      .then(
        (values) => {
          done?.(...values)
        },
        (error: unknown) => {
          if (failed === undefined) throw error
          failed(error)
        },
      )
      // What a callback throws, and an error that there is no callback for, is nobody's.
      .catch(report)
    return require
  }) as Require

  return Object.assign(require, {
    toUrl: (name: string) => library.locations.fileOf(name, from?.id),
    defined: (name: string) => {
      const state = library.get(idOf(name))?.state
      return state?.kind === 'loaded' || (state?.kind === 'running' && state.free.hasExports)
    },
    specified: (name: string) => library.knows(idOf(name)),
    config: () => {
      throw notConfigurable()
    },
  })
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
