/** Runs one part of one adapter in a fresh process. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { runJob } from './isolation.mjs'
import { PARTS } from './workload.mjs'

const JOB = fileURLToPath(new URL('job.mjs', import.meta.url))

const ONE_CPU = ['taskset', '-c', '0']

/** Children and threads have it, too. Otherwise, what is allocated is gone too soon to be seen. */
const SELDOM_COLLECTED = ['--min-semi-space-size=16']

/** Whether a process can be kept on one processor here. */
export const canPin = spawnSync(ONE_CPU[0], [...ONE_CPU.slice(1), 'true']).status === 0

/**
 * @param round its number: the mixed calls are other ones in each
 * @returns what each workload of the part told: `{ measures, values }` or `{ measures, failed }`
 */
export const runPart = (adapter, part, round) => {
  const command = [
    ...(part === 'pinned' ? ONE_CPU : []),
    process.execPath,
    ...(part === 'allocation' ? SELDOM_COLLECTED : []),
    JOB,
    adapter,
    part,
    String(round),
  ]
  return runJob(command, PARTS[part])
}
