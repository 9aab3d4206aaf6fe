/** The functions that every pool of the bench calls, and a profile of the worker that they run in. */
import { CpuProfile } from './cpu-profile.mjs'

export * from '../../pool/task.mjs'

const profile = new CpuProfile()

export const startProfile = () => profile.start()

export const stopProfile = () => profile.stop()
