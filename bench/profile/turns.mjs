/** Runs jobs over and over, in turns, so that a busy second meets all of them. */
import { mediansOf } from './medians.mjs'
import { runProfileJob } from './session.mjs'

/**
 * @param jobs by a name, the file of each and its options
 * @returns by these names, the medians of what they told
 */
export const inTurns = async (jobs, turns) => {
  const outcomes = new Map(Object.keys(jobs).map((name) => [name, []]))
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, job] of Object.entries(jobs)) {
      outcomes.get(name).push(await runProfileJob(...job))
    }
  }
  return Object.fromEntries([...outcomes].map(([name, list]) => [name, mediansOf(list)]))
}
