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
  runTests?: () => void
  counts?: Counts
  faults?: readonly string[]
}

const queue: Group[] = [['']]
host.UVU_DEFER = 1
host.UVU_QUEUE = queue
host.UVU_INDEX = 0

/** The tests that this host cannot run. */
export const skipped: string[] = []

/** Errors that nobody caught. Not every driver tells of them, and some tell of too many. */
const faults: string[] = []
host.faults = faults
const note = (error: unknown): void => {
  faults.push(error instanceof Error ? `${String(error)}\n${error.stack}` : String(error))
}
addEventListener('error', ({ error, message }) => note(error ?? message))
addEventListener('unhandledrejection', ({ reason }) => note(reason))

const run = async (): Promise<Counts> => {
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

/** Begins, for whoever has opened the page; once all are done, there are `counts`. */
host.runTests = () => {
  void run().then((counts) => {
    host.counts = counts
  })
}
