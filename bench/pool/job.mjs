/** One part of the measurements of one adapter, in a process of its own: `job.mjs <adapter> <part> <round>`. */
import { writeSync } from 'node:fs'
import { ADAPTERS } from './adapters.mjs'
import { collect } from './collect.mjs'
import { rehearse } from './rehearsal.mjs'
import { Subject } from './subject.mjs'
import { within } from './within.mjs'
import { PARTS, workersOf } from './workload.mjs'

/** Where results go: libraries may write to standard output. */
const FD = 3

/** How long one workload may take, and how long the end of a pool. */
const PATIENCE = 30_000
const GRACE = 3000

const [, , name, part, round] = process.argv
const adapter = ADAPTERS[name]
const file = adapter.role === 'limit' ? `./${name}.mjs` : `./adapters/${name}.mjs`
if (part === 'idle') {
  await rehearse(workersOf(part))
  collect()
}
const circumstances = { round: Number(round), rss: process.memoryUsage.rss() }

const tell = (measures, outcome) => writeSync(FD, `${JSON.stringify({ measures, ...outcome })}\n`)

const open = async () => {
  const workers = workersOf(part)
  const pool = (await import(file)).open(workers)
  const subject =
    adapter.role === 'limit' ? pool : new Subject(pool, workers, adapter.isLossy ?? false)
  await subject.check()
  return subject
}

/** From before the import of the library; with one worker, as the start of a second one is no help. */
const startCold = async () => {
  const start = performance.now()
  const pool = (await import(file)).open(1)
  await pool.noop()
  return { pool, ms: performance.now() - start }
}

// What cannot be ended here is ended by the process that started this one.
const close = (pool) => within(GRACE, Promise.resolve(pool?.close())).catch(() => undefined)

const measureCold = async ([{ measures }]) => {
  const { pool, ms } = await within(PATIENCE, startCold())
  tell(measures, { values: { cold: ms } })
  await close(pool)
}

const measure = async (workloads) => {
  let subject
  for (const { measures, run, patience = PATIENCE } of workloads) {
    try {
      subject ??= await within(PATIENCE, open())
      const running = Promise.resolve(run(subject, adapter, circumstances))
      tell(measures, { values: await within(patience, running) })
    } catch (error) {
      tell(measures, { failed: String(error?.message ?? error) })
      // A pool that failed once proves nothing in the next workload.
      await close(subject)
      subject = undefined
    }
  }
  // A million calls that wait take some pools minutes to give up; the end of their process ends them as well.
  if (part !== 'queue') await close(subject)
}

await (part === 'cold' ? measureCold : measure)(PARTS[part])
process.exit()
