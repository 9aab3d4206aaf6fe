/** One subject in one round, in a process of its own: `job.mjs <subject> <round>`. */
import { writeSync } from 'node:fs'
import { Subject } from '../pool/subject.mjs'
import { within } from '../pool/within.mjs'
import { atOnce, KINDS } from './calls.mjs'
import { driveAtOnce, driveOverTime } from './drive.mjs'
import { outcomeOf } from './outcome.mjs'
import { PARTS, WARM_UP, WORKERS } from './parts.mjs'
import { SUBJECTS } from './subjects.mjs'

/** Where results go: libraries may write to standard output. */
const FD = 3

/** How long one part may take, and how long the end of a pool. */
const PATIENCE = 20_000
const GRACE = 3000

const TASK = new URL('task.mjs', import.meta.url)
const FUNCTIONS = [...KINDS.map(({ name }) => name), 'who']

const DRIVERS = { once: driveAtOnce, time: driveOverTime }

const [, , name, round] = process.argv

/** A pool whose workers all run, elsewhere, and that has learned what can be learned. */
const open = async () => {
  const pool = await SUBJECTS[name].open(WORKERS, TASK, FUNCTIONS)
  await new Subject(pool, WORKERS).settle()
  await driveAtOnce(pool, atOnce(WARM_UP, 0))
  return pool
}

const measure = async (part, pool) => {
  const calls = part.calls(Number(round))
  return outcomeOf(part.name, calls, await DRIVERS[part.name](pool, calls))
}

const pool = await within(PATIENCE, open())
let failure
for (const part of PARTS) {
  // Not after a failure, whose calls may still run.
  const outcome =
    failure ??
    (await within(PATIENCE, measure(part, pool)).catch((error) => {
      failure = { failed: String(error?.message ?? error) }
      return failure
    }))
  writeSync(FD, `${JSON.stringify({ measures: part.measures, ...outcome })}\n`)
}
// What cannot be ended here is ended by the process that started this one.
await within(GRACE, Promise.resolve(pool.close())).catch(() => undefined)
process.exit()
