import type { Begun } from './journal.js'
import type { Made } from './verdict.js'

/** A function that began, and its call. */
interface Run extends Begun {
  readonly made: Made
}

const locksOf = ({ made }: Run): readonly string[] => [made.terms.options.lock ?? []].flat()

const haveCommonLock = (a: Run, b: Run): boolean =>
  a.made.pool === b.made.pool && locksOf(a).some((name) => locksOf(b).includes(name))

const isAlone = ({ made }: Run): boolean => made.terms.options.exclusive === true

/** What began while others ran, and must not. @param runs in the order of their beginnings */
const faultsOfOverlap = (runs: readonly Run[]): string[] => {
  const faults = []
  for (const [i, one] of runs.entries()) {
    const { end = 0 } = one
    for (let j = i + 1; j < runs.length && runs[j].at < end; j++) {
      const two = runs[j]
      const both = `${one.made.name} ${one.id} and ${two.made.name} ${two.id}`
      if (haveCommonLock(one, two)) faults.push(`${both} ran at the same time with a common lock`)
      if (one.pid === two.pid && (isAlone(one) || isAlone(two))) {
        faults.push(`${both} ran beside each other, and one was to run alone`)
      }
    }
  }
  return faults
}

/** A worker that is left by the calls of a key takes no more calls. */
const faultsOfKeys = (runs: readonly Run[]): string[] => {
  const faults = []
  const keepers = new Map<string, Run>()
  const newest = new Map<number, number>()
  for (const { pid, made } of runs) newest.set(pid, Math.max(newest.get(pid) ?? 0, made.at))
  for (const run of runs) {
    const { key } = run.made.terms.options
    if (key === undefined) continue
    const name = `${run.made.pool} ${key}`
    const before = keepers.get(name)
    keepers.set(name, run)
    if (before === undefined || before.pid === run.pid) continue
    if ((newest.get(before.pid) ?? 0) < run.at) continue
    faults.push(`${run.made.name} ${run.id} of the key ${key} left a worker that went on`)
  }
  return faults
}

/** What ran beside others, or elsewhere, against the options of its call. */
export const faultsOfOrder = (
  begun: readonly Begun[],
  calls: ReadonlyMap<number, Made>,
): string[] => {
  const runs = begun.flatMap((each): Run[] => {
    const made = calls.get(each.id)
    return made === undefined ? [] : [{ ...each, made }]
  })
  return [...faultsOfOverlap(runs), ...faultsOfKeys(runs)]
}
