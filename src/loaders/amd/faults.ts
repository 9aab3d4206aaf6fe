/**
 * What the AMD loader says. Its errors have what those of RequireJS have, `requireType` and
 * `requireModules`, because the error callbacks of modules look at these.
 */
import { typeName } from '../../core/errors.js'

/** Which kind of error it is; all but `plugin` and `id` are RequireJS's own names. */
export type RequireType =
  'scripterror' | 'nodefine' | 'mismatch' | 'notloaded' | 'requireargs' | 'plugin' | 'id'

/** An id as it is needed: by a module, which another one needs, up to the module that was loaded. */
export interface Wanted {
  readonly id: string
  readonly by: Wanted | undefined
}

interface Details {
  readonly requireType: RequireType
  /** The ids of the modules that are to blame. */
  readonly requireModules: readonly string[]
}

const fault = <E extends Error>(error: E, requireType: RequireType, ...requireModules: string[]) =>
  Object.assign(error, { code: 'INVOKE_AMD', requireType, requireModules })

const quote = (text: string): string => JSON.stringify(text)

const neededBy = (by: Wanted | undefined): string => {
  let text = ''
  for (let next = by; next !== undefined; next = next.by) text += `, needed by ${quote(next.id)}`
  return text
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : typeName(cause)

/** A script could not be fetched, threw while it ran, or defined nothing; `cause` is what was wrong. */
export const cannotLoad = ({ id, by }: Wanted, url: string, cause: unknown) => {
  const place = id === url ? '' : ` from ${url}`
  return fault(
    new Error(`cannot load the module ${quote(id)}${place}${neededBy(by)}: ${reasonOf(cause)}`, {
      cause,
    }),
    (cause as Partial<Details> | undefined)?.requireType ?? 'scripterror',
    id,
  )
}

export const noDefine = (id: string) =>
  fault(new Error('the script never calls define(), so it is no AMD module'), 'nodefine', id)

export const manyAnonymous = (id: string) =>
  fault(
    new Error('the script calls define() without an id more than once, and only one is its module'),
    'mismatch',
    id,
  )

export const anonymousTooLate = (url: string) =>
  fault(
    new Error(`define() without an id was called after ${url} had run: whose module is it?`),
    'mismatch',
  )

export const pluginRefused = (name: string, by: Wanted | undefined) =>
  fault(
    new Error(
      `${quote(name)} asks for the plugin ${quote(name.slice(0, name.indexOf('!')))}${neededBy(by)}: ` +
        'the AMD loader has no plugins',
    ),
    'plugin',
    name,
  )

export const badId = (name: unknown, by: Wanted | undefined) =>
  fault(
    new TypeError(
      `${typeof name === 'string' ? quote(name) : typeName(name)} is not the id of a module${neededBy(by)}`,
    ),
    'id',
  )

/** @param circular whether it is being run at this moment, and has no `exports` to give yet */
export const notLoaded = (id: string, from: string | undefined, circular: boolean) => {
  const where = from === undefined ? '' : ` where ${quote(from)} requires it`
  const advice = circular
    ? 'the two need each other, and it does not use exports'
    : `name it among the dependencies, or write require([${quote(id)}], callback)`
  return fault(
    new Error(`the module ${quote(id)} has not been loaded yet${where}: ${advice}`),
    'notloaded',
    id,
  )
}

export const badRequire = (given: unknown) =>
  fault(
    new TypeError(
      `require takes an id, or an array of ids and two callbacks, not ${typeName(given)}`,
    ),
    'requireargs',
  )

/** What a script would like to configure is the loader's own. */
export const notConfigurable = () =>
  fault(
    new TypeError('the options of the AMD loader are given to amd(), not by a script'),
    'requireargs',
  )

export const badDefine = (problem: string) =>
  fault(new TypeError(`define() ${problem}`), 'requireargs')
