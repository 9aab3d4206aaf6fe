import { likelyCauseOf } from '../likely-cause.js'
import type { CloseReason, Transport } from '../transport.js'

/** How the report of an error begins that nobody caught. */
const UNCAUGHT = /^(?:\w+: )?\w*Error\b.*: /

/** What the runtime did not permit, in its report of that. */
const DENIED = /^ +resource: '(.+)',?$/m

/** Why a worker ended before it was ready. */
export const failedStart = (reason: CloseReason): unknown => {
  if (reason.kind === 'failed') return reason.error
  const lines = reason.kind === 'exited' ? reason.stderr.trim().split('\n') : []
  // The error itself, where a report of the runtime's is around it.
  const said = lines.findLast((line) => UNCAUGHT.test(line)) ?? lines.at(-1)
  const [, denied] = (reason.kind === 'exited' && DENIED.exec(reason.stderr)) || []
  const what = denied === undefined ? '' : ` (${denied})`
  const words = said === '' || said === undefined ? '' : `: ${said}${what}`
  return new Error(`${likelyCauseOf(reason)} before it was ready${words}`)
}

/** Not even a failed one. */
export const noConnection = ({ name }: Transport): Error =>
  new TypeError(`the transport "${name}" made no connection`)

export const notReady = (milliseconds: number): Error =>
  new Error(`it was not ready within ${milliseconds} ms`)
