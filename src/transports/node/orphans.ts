import type { ChildProcess } from 'node:child_process'

/**
 * The children that run a call at this moment. One that is caught in a loop would not see that its
 * parent has ended, so they are killed with it; idle ones see it and end by themselves. There is one
 * set, because a process ends once.
 */
const busy = new Set<ChildProcess>()
let watching = false

const killAll = (): void => {
  for (const child of busy) child.kill('SIGKILL')
}

/** Notes whether a child runs a call. */
export const noteBusy = (child: ChildProcess, isBusy: boolean): void => {
  if (isBusy) busy.add(child)
  else busy.delete(child)
  if (watching) return
  watching = true
  process.on('exit', killAll)
}
