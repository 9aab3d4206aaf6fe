/** One loop, without a profile and then with one, in a process of its own: `job.mjs <loop>`. */
import { Pool } from '../../../dist/index.js'
import { functionsOf } from '../../pool/functions.mjs'
import { startMeter, workersBelow } from '../../pool/process.mjs'
import { Subject } from '../../pool/subject.mjs'
import { tellAndEnd } from '../tell.mjs'
import { watchBusy } from './busy.mjs'
import { CpuProfile } from './cpu-profile.mjs'
import { LOOPS } from './loops.mjs'

const TASK = new URL('task.mjs', import.meta.url)

/** What it takes when nobody looks. */
const undisturbed = async (run) => {
  const stopMeter = startMeter(false)
  const stopWatch = watchBusy([process.pid, ...workersBelow()])
  const start = performance.now()
  const calls = await run()
  const ms = performance.now() - start
  const [parent, ...workers] = stopWatch()
  return { calls, ms, cpu: stopMeter(calls), busy: { parent, workers } }
}

/** @param worker the module, whose calls reach always the same worker */
const profiled = async (run, worker) => {
  const profile = new CpuProfile()
  await worker.startProfile()
  await profile.start()
  const start = performance.now()
  const calls = await run()
  const ms = performance.now() - start
  const parent = await profile.stop()
  return { calls, ms, parent, worker: await worker.stopProfile() }
}

const profileLoop = async ({ workers, open }) => {
  const pool = new Pool({ limit: workers })
  const module = pool.invoke(TASK)
  const subject = new Subject(functionsOf(module), workers)
  await subject.settle()
  const { warmUp, run } = open(subject)
  await warmUp()
  return {
    without: await undisturbed(run),
    profile: await profiled(run, module({ key: 'profiled' })),
  }
}

const [, , key] = process.argv
await tellAndEnd(() => profileLoop(LOOPS[key]))
