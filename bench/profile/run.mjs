/** Profiles of the library under test in Node, for what docs/performance.md says of missed targets. */
import { describeMachine } from '../pool/machine.mjs'
import { profileLoop } from './loops/breakdown.mjs'
import { LOOPS } from './loops/loops.mjs'
import { measureMemory } from './memory/measure.mjs'
import { measureStart } from './start/timeline.mjs'

/** @returns by the names that bench/missed.md has for them, and the `machine` */
export const profileNode = async () => {
  const machine = describeMachine(['invoke'])
  const profiles = {}
  for (const key of Object.keys(LOOPS)) {
    console.error(`profile: ${key}`)
    profiles[key] = await profileLoop(key)
  }
  console.error('profile: cold')
  profiles.cold = await measureStart()
  console.error('profile: memory')
  profiles.memory = await measureMemory()
  return { machine, profiles }
}
