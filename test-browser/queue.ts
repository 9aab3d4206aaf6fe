/**
 * uvu in a page: with these globals it keeps its suites to be run by someone else, who is given their counts. Imported
 * before uvu.
 */

/** What one suite comes to: the text of its errors, or `true`; tests passed, skipped, and all. */
type Outcome = [errors: string | true, passed: number, skipped: number, total: number]

type Group = [name: string, ...suites: (() => Promise<Outcome>)[]]

export interface Counts {
  passed: number
  /** What was not run, and why. */
  skipped: readonly string[]
  total: number
  errors: string
}

const host = globalThis as typeof globalThis & {
  UVU_DEFER?: number
  UVU_QUEUE?: Group[]
  UVU_INDEX?: number
  runTests?: () => Promise<Counts>
}

const queue: Group[] = [['']]
host.UVU_DEFER = 1
host.UVU_QUEUE = queue
host.UVU_INDEX = 0

/** The tests that this host cannot run. */
export const skipped: string[] = []

/** For whoever has opened the page. */
host.runTests = async () => {
  const counts: Counts = { passed: 0, skipped, total: 0, errors: '' }
  for (const [, ...suites] of queue) {
    for (const run of suites) {
      const [errors, passed, , total] = await run()
      counts.passed += passed
      counts.total += total
      if (typeof errors === 'string') counts.errors += errors
    }
  }
  return counts
}
