/** Collects all garbage of this process now, without an option at its start. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let found

export const collect = () => {
  // Not sooner, as most jobs need none: options of V8 decide whether workers can use compiled code that is kept.
  setFlagsFromString('--expose-gc')
  found ??= runInNewContext('gc')
  found()
}
