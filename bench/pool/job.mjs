/** One part of the measurements of one adapter, in a process of its own: `job.mjs <adapter> <part>`. */
import { writeSync } from 'node:fs'
import { Subject } from './subject.mjs'
import { within } from './within.mjs'
import { PARTS } from './workload.mjs'

/** Where results go: libraries may write to standard output. */
const FD = 3

const WORKERS = 2

/** How long one workload may take, and how long the end of a pool. */
const PATIENCE = 20_000
const GRACE = 3000

const TASK = new URL('task.mjs', import.meta.url)
const FUNCTIONS = ['noop', 'echo', 'who']

const [, , name, part] = process.argv
const file = name === 'limit' ? './limit.mjs' : `./adapters/${name}.mjs`

const tell = (measures, outcome) => writeSync(FD, `${JSON.stringify({ measures, ...outcome })}\n`)

const open = async () => {
  const pool = (await import(file)).open(WORKERS, TASK, FUNCTIONS)
  const subject = name === 'limit' ? pool : new Subject(pool, WORKERS)
  await subject.check()
  return subject
}

/** From before the import of the library; with one worker, as the start of a second one is no help. */
const startCold = async () => {
  const start = performance.now()
  const pool = (await import(file)).open(1, TASK, FUNCTIONS)
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
  for (const { measures, run } of workloads) {
    try {
      subject ??= await within(PATIENCE, open())
      tell(measures, { values: await within(PATIENCE, run(subject)) })
    } catch (error) {
      tell(measures, { failed: String(error?.message ?? error) })
      // A pool that failed once proves nothing in the next workload.
      await close(subject)
      subject = undefined
    }
  }
  await close(subject)
}

await (part === 'cold' ? measureCold : measure)(PARTS[part])
process.exit()
