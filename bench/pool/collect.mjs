/** Collects all garbage of this process now, without an option at its start. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')

export const collect = runInNewContext('gc')
