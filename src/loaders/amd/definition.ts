import { typeName } from '../../core/errors.js'
import { badDefine } from './faults.js'
import { isRelative } from './names.js'
import { requireCalls } from './require-calls.js'
import { isSpecial, SPECIAL_NAMES } from './special-names.js'

/** One call of `define`. Ids are as they were written. */
export interface Definition {
  readonly id: string | undefined
  /** What the factory is called with: ids and special names. */
  readonly parameters: readonly string[]
  /** The modules that must have been run before. */
  readonly dependencies: readonly string[]
  /** A function, or else the exports themselves. */
  readonly factory: unknown
}

const givenId = (id: string): string => {
  if (id === '' || isRelative(id)) {
    throw badDefine(`takes the full id of a module, not ${JSON.stringify(id)}`)
  }
  return id
}

const givenDependencies = (list: readonly unknown[]): string[] =>
  list.map((name) => {
    if (typeof name === 'string') return name
    throw badDefine(`takes dependencies that are strings, not ${typeName(name)}`)
  })

/**
 * Reads the arguments `(id?, dependencies?, factory)` of `define`.
 * @throws TypeError when they do not make a module
 */
export const readDefinition = (args: readonly unknown[]): Definition => {
  const [first] = args
  const id = typeof first === 'string' ? givenId(first) : undefined
  const [list, ...others] = id === undefined ? args : args.slice(1)
  if (Array.isArray(list)) {
    const parameters = givenDependencies(list)
    const dependencies = parameters.filter((name) => !isSpecial(name))
    return { id, parameters, dependencies, factory: others[0] }
  }
  if (args.length === (id === undefined ? 0 : 1)) throw badDefine('was called without a factory')
  const factory = list
  if (typeof factory !== 'function') return { id, parameters: [], dependencies: [], factory }
  // A factory without parameters cannot mean our `require`.
  const dependencies =
    factory.length > 0 ? requireCalls(Function.prototype.toString.call(factory)) : []
  return { id, parameters: SPECIAL_NAMES.slice(0, factory.length), dependencies, factory }
}
