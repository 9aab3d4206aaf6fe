/** What a worker is told before its first call. */
import { ProtocolError } from './errors.js'

/**
 * Which specifiers are meant: one that is equal or begins so, up to a `/` or `:`, or that matches. A pattern
 * has neither `g` nor `y`.
 */
export type Pattern = string | RegExp

/** How modules are loaded. */
export type LoaderChoice =
  /** By `import()`. */
  | { readonly kind: 'esm' }
  /** By `require()`. */
  | { readonly kind: 'commonjs' }
  | {
      readonly kind: 'amd'
      readonly baseUrl: string
      readonly paths: Readonly<Record<string, string>>
    }
  /** By the function `load` that the module of this specifier exports. */
  | { readonly kind: 'custom'; readonly specifier: string }

export interface LoaderRule {
  readonly pattern: Pattern
  readonly loader: LoaderChoice
}

/** Of all the workers of a pool. */
export interface Setup {
  /** Specifiers of modules that are loaded before any other, in this order. */
  readonly preload: readonly string[]
  /** Which loader is for which modules: the first that matches counts. */
  readonly rules: readonly LoaderRule[]
  /** The modules that calls may name; `undefined` for all. */
  readonly allow: readonly Pattern[] | undefined
}

export const NO_SETUP: Setup = { preload: [], rules: [], allow: undefined }

const ENDS_PREFIX = /[/:]$/

/** Whether a specifier is meant by a pattern. */
export const matches = (pattern: Pattern, specifier: string): boolean => {
  if (typeof pattern !== 'string') return pattern.test(specifier)
  if (!specifier.startsWith(pattern)) return false
  const next = specifier[pattern.length]
  return next === undefined || next === '/' || ENDS_PREFIX.test(pattern)
}

/** As a frame holds it. */
export const writeSetup = ({ preload, rules, allow }: Setup): unknown => [
  preload,
  rules.map(({ pattern, loader }) => [pattern, JSON.stringify(loader)]),
  allow,
]

/**
 * Reads what a frame holds; `undefined` when that is nothing.
 * @throws ProtocolError for anything else
 */
export const readSetup = (value: unknown): Setup | undefined => {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw new ProtocolError('a setup that is no list', 0)
  const [preload, rules, allow] = value as [string[], [Pattern, string][], Pattern[] | undefined]
  return {
    preload,
    rules: rules.map(([pattern, loader]) => ({
      pattern,
      loader: JSON.parse(loader) as LoaderChoice,
    })),
    allow,
  }
}
