/** Tells the process that started this job what came of it, as `session.mjs` reads it. */
import { writeSync } from 'node:fs'

const FD = 3

/** @param measuring gives a promise of the values */
export const tellAndEnd = async (measuring) => {
  let outcome
  try {
    outcome = { values: await measuring() }
  } catch (error) {
    outcome = { failed: String(error?.message ?? error) }
  }
  writeSync(FD, `${JSON.stringify(outcome)}\n`)
  process.exit()
}
