/** Runs one part of one adapter in a fresh process. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { runJob } from './isolation.mjs'
import { PARTS } from './workload.mjs'

const JOB = fileURLToPath(new URL('job.mjs', import.meta.url))

const ONE_CPU = ['taskset', '-c', '0']

/** Whether a process can be kept on one processor here. */
export const canPin = spawnSync(ONE_CPU[0], [...ONE_CPU.slice(1), 'true']).status === 0

/** @returns what each workload of the part told: `{ measures, values }` or `{ measures, failed }` */
export const runPart = (adapter, part) => {
  const pinned = part === 'pinned' ? ONE_CPU : []
  return runJob([...pinned, process.execPath, JOB, adapter, part], PARTS[part])
}
