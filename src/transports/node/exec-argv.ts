/**
 * Flags of the parent that a worker must not inherit: a debugger's port is taken, and a worker is
 * neither the program that the parent evaluates, watches or tests, nor its module of another type. What stands in
 * the parent's files of variables is in its environment, and belongs to a worker's as far as that is inherited.
 */
const NOT_INHERITED =
  /^--(?:inspect|debug|env-file|watch|test|input-type|eval|print|check|interactive|entry-url|experimental-default-type)/
const SHORT_NOT_INHERITED = /^-(?:e|p|pe|c|i)$/
/** Of those, the ones whose value is the next argument, whatever it looks like. */
const TAKES_CODE = /^(?:-e|-p|-pe|--eval|--print)$/

/** The parent's flags, as far as they make sense in a worker. */
export const inheritedExecArgv = (parent: readonly string[]): string[] => {
  const kept: string[] = []
  for (let i = 0; i < parent.length; i++) {
    const flag = parent[i]
    if (!NOT_INHERITED.test(flag) && !SHORT_NOT_INHERITED.test(flag)) {
      kept.push(flag)
      continue
    }
    // Among flags, what is none is the value of the one before.
    const next = parent[i + 1]
    const hasValue = next !== undefined && !flag.includes('=') && !next.startsWith('-')
    if (hasValue || TAKES_CODE.test(flag)) i++
  }
  return kept
}
