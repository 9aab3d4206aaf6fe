import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** The processors that a control group grants, as Node 20 and 22 do not see it. */
const granted = (): number => {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').split(' ')
    const processors = Number(quota) / Number(period)
    return processors > 0 ? Math.max(1, Math.floor(processors)) : Infinity
  } catch {
    return Infinity
  }
}

/** How many processes can run at a time. */
export const parallelism = (): number => Math.min(availableParallelism(), granted())
