import { badSpecifier } from '../errors.js'

/** What names a module: a URL, an absolute path, a `file:` string or the name of a package. */
export type Specifier = string | { readonly href: string }

const RELATIVE = /^\.{1,2}(?:[/\\]|$)/

/** What a host makes of a string that names a module. */
export interface Resolve {
  (specifier: string): string
  /** Whether a relative string may name one, because workers have modules by such names. @default false */
  readonly takesRelative?: boolean
}

/**
 * The form in which a worker gets it.
 * @throws TypeError for a relative string, unless the host has a meaning for it
 */
export const toSpecifier = (specifier: unknown, resolve: Resolve): string => {
  if (typeof specifier === 'string') {
    const isRelative = RELATIVE.test(specifier) && resolve.takesRelative !== true
    if (specifier === '' || isRelative) throw badSpecifier(specifier)
    return resolve(specifier)
  }
  const href = (specifier as { href?: unknown } | null | undefined)?.href
  if (typeof href !== 'string') throw badSpecifier(specifier)
  return href
}
