import { badOption, typeName } from '../errors.js'
import type { LoaderChoice, Pattern } from '../setup.js'
import type { Specifier } from './specifier.js'

/**
 * How modules are loaded: one of the loaders of `invoke/loaders`, or the specifier of a module that exports
 * `load(specifier, context)`.
 */
export type Loader = Exclude<LoaderChoice, { kind: 'custom' }> | Specifier

/** What a module's specifier is held against: a regular expression, or what it equals or begins with. */
export type ModulePattern = Pattern | { readonly href: string }

const KINDS: readonly string[] = ['esm', 'commonjs', 'amd']

/**
 * The form in which workers get a pattern.
 * @throws TypeError for what is none
 */
export const toPattern = (pattern: unknown, resolve: (text: string) => string): Pattern => {
  if (pattern instanceof RegExp) {
    // These two would make it depend on what was matched before.
    return new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''))
  }
  const href = (pattern as { href?: unknown } | null | undefined)?.href
  if (typeof href === 'string') return href
  if (typeof pattern === 'string' && pattern !== '') return resolve(pattern)
  throw badOption(`a pattern is a string, a URL or a RegExp, not ${typeName(pattern)}`)
}

/**
 * The form in which workers get a loader.
 * @throws TypeError for what is none
 */
export const toLoader = (
  loader: unknown,
  toSpecifier: (specifier: unknown) => string,
): LoaderChoice => {
  if (typeof loader === 'function') {
    throw badOption(
      'a loader runs in the workers, where no function can be sent: give the URL of a module that exports load()',
    )
  }
  const { kind } = (loader ?? {}) as { kind?: unknown }
  if (typeof kind === 'string' && KINDS.includes(kind)) return loader as LoaderChoice
  return { kind: 'custom', specifier: toSpecifier(loader) }
}

export const isSamePattern = (one: Pattern, two: Pattern): boolean =>
  typeof one === typeof two && String(one) === String(two)
