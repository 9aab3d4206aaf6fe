/** Options from users are held against a table before anything is done with them. */
import { badOption, typeName } from './errors.js'
import type { Signal } from './signal.js'

/** Says what is wrong with a value, or nothing. */
export type Check = (value: unknown) => string | undefined

export const integer =
  (least: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least
      ? undefined
      : `an integer of at least ${least}`

export const milliseconds: Check = (value) =>
  typeof value === 'number' && value >= 0 ? undefined : 'a number of milliseconds, 0 or more'

export const boolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false')

export const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'a string that is not empty'

export const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.includes(value as string) ? undefined : names.map((name) => `"${name}"`).join(' or ')

export const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? undefined
    : 'an array of strings'

export const list: Check = (value) => (Array.isArray(value) ? undefined : 'an array')

export const signal: Check = (value) =>
  typeof (value as Partial<Signal> | null)?.aborted === 'boolean' &&
  typeof (value as Partial<Signal>).addEventListener === 'function'
    ? undefined
    : 'an AbortSignal'

export const callable: Check = (value) => (typeof value === 'function' ? undefined : 'a function')

/**
 * Holds options against a table. An option that is `undefined` counts as absent.
 * @throws TypeError for an unknown name or type, RangeError for a number that does not fit
 */
export const checkOptions = (
  kind: string,
  options: unknown,
  checks: Readonly<Record<string, Check>>,
): void => {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badOption(`${kind} options are an object, not ${typeName(options)}`)
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks)
      throw badOption(
        `unknown ${kind} option ${JSON.stringify(name)}; ` +
          (known.length > 0 ? `there are ${known.join(', ')}` : 'there are none yet'),
      )
    }
    const wanted = value === undefined ? undefined : checks[name]?.(value)
    if (wanted === undefined) continue
    const given = typeof value === 'number' ? String(value) : typeName(value)
    throw badOption(
      `the ${kind} option "${name}" must be ${wanted}, not ${given}`,
      // Of the right type, and does not fit.
      typeof value === 'number' && /\b(?:integer|number)\b/.test(wanted),
    )
  }
}
