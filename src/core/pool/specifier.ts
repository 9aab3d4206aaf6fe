import { badSpecifier } from '../errors.js'

/** What names a module: a URL, an absolute path, a `file:` string or the name of a package. */
export type Specifier = string | { readonly href: string }

const RELATIVE = /^\.{1,2}(?:[/\\]|$)/

/**
 * The form in which a worker gets it.
 * @throws TypeError for a relative string, which has no base to resolve against
 */
export const toSpecifier = (specifier: unknown, resolve: (text: string) => string): string => {
  if (typeof specifier === 'string') {
    if (specifier === '' || RELATIVE.test(specifier)) throw badSpecifier(specifier)
    return resolve(specifier)
  }
  const href = (specifier as { href?: unknown } | null | undefined)?.href
  if (typeof href !== 'string') throw badSpecifier(specifier)
  return href
}
