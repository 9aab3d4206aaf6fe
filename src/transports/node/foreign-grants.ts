/**
 * Flags that would permit a worker more than its pool says: those of the permission model, and those that bring a file with
 * further flags, whatever is in it.
 */
import { GRANTS } from './permission-flags.js'

const MODEL = /^--(?:no-)?(?:experimental-)?permission(?:-audit)?$/
/** All but one of the engine's. */
const GRANT = /^--(?:no-)?allow-(?!natives-syntax$)/
const FILE = /^--(?:env-file(?:-if-exists)?|(?:experimental-)?(?:default-)?config-file)$/
/** The value of these may be the next argument. */
const TAKES_VALUE =
  /^--(?:allow-fs-(?:read|write)|env-file(?:-if-exists)?|(?:experimental-)?config-file)$/

/** Node takes either sign for the other one. */
const nameOf = (flag: string): string => flag.split('=', 1)[0].replaceAll('_', '-')

/** The first flag that would; a grant that pools know nothing of is not meant by the option, and may stay. */
export const foreignGrantIn = (flags: readonly string[]): string | undefined =>
  flags.find((flag) => {
    const name = nameOf(flag)
    return MODEL.test(name) || FILE.test(name) || GRANTS.has(name.replace(/^--no-/, '--'))
  })

/** What is left of inherited flags, of which nobody has said that they are meant for a restricted worker. */
export const withoutForeignGrants = (flags: readonly string[]): string[] => {
  const kept: string[] = []
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i]
    const name = nameOf(flag)
    if (!MODEL.test(name) && !GRANT.test(name) && !FILE.test(name)) {
      kept.push(flag)
      continue
    }
    const next = flags[i + 1]
    const hasValue = next !== undefined && !flag.includes('=') && !next.startsWith('-')
    if (hasValue && TAKES_VALUE.test(name)) i++
  }
  return kept
}
