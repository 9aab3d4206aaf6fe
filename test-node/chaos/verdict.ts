import { PoolDeath, ProtocolError, Retry, StartError, WorkerDeath } from 'invoke'
import type { DeedName } from './deeds.js'
import type { Deed } from './deed.js'
import type { Terms } from './terms.js'

/** What a call came to. */
export type Outcome =
  | { readonly kind: 'resolved'; readonly value: unknown }
  | { readonly kind: 'rejected'; readonly reason: unknown }

/** A call that was made. */
export interface Made {
  readonly id: number
  readonly name: DeedName
  readonly deed: Deed
  readonly terms: Terms
  /** The number of its pool. */
  readonly pool: number
  /** When it was made, in microseconds on a clock of the whole machine. */
  readonly at: number
  /** Whether its pool was killed by force. */
  readonly isForced: () => boolean
}

/** What an error says, for whoever looks for the fault. */
export const textOf = (reason: unknown): string => {
  if (!(reason instanceof Error)) return String(reason)
  const cause = reason.cause === undefined ? '' : `, because of ${textOf(reason.cause)}`
  return `${reason.name}: ${reason.message.slice(0, 300)}${cause}`
}

/** Why a call cannot come to this; `undefined` when it can. */
export const faultOf = (made: Made, outcome: Outcome): string | undefined => {
  if (outcome.kind === 'rejected') return faultOfReason(made, outcome.reason)
  const { deed } = made
  if (deed.gives === undefined) return 'resolved, which it never does'
  return deed.gives(outcome.value) ? undefined : 'resolved with what is not its own'
}

const faultOfReason = (made: Made, reason: unknown): string | undefined => {
  const { deed, terms } = made
  if (reason === terms.reason || deed.throws?.(reason) === true) return undefined
  if (reason instanceof Retry) return faultOfRetry(made, reason)
  if (reason instanceof WorkerDeath) return faultOfDeath(made, reason)
  if (reason instanceof PoolDeath && made.isForced()) return undefined
  if (reason instanceof StartError && isOfSignal(reason)) return undefined
  if (isTimeout(made, reason)) return undefined
  return `rejected with ${textOf(reason)}`
}

/** Whatever it was, it was another's. */
const faultOfRetry = (made: Made, { cause }: Retry): string | undefined => {
  const { deed, id } = made
  const own = new RegExp(` by ${id}$`)
  if (deed.throws?.(cause) === true) return `rejected with a Retry for its own ${textOf(cause)}`
  if (cause instanceof WorkerDeath || cause instanceof ProtocolError) return undefined
  const isOfDeed = cause instanceof Error && / by \d+$/.test(cause.message)
  if (isOfDeed && !own.test(cause.message)) return undefined
  return `rejected with a Retry because of ${textOf(cause)}`
}

/** Its own doing, and said to be. */
const faultOfDeath = ({ deed }: Made, death: WorkerDeath): string | undefined => {
  if (deed.dies !== true) return `rejected with ${textOf(death)}, which is not its doing`
  return death.method === undefined ? `rejected with a WorkerDeath of nobody` : undefined
}

/** The storm kills workers while they start, too. */
const isOfSignal = ({ cause }: StartError): boolean =>
  cause instanceof Error && /SIGKILL|SIGTERM/.test(cause.message)

const isTimeout = ({ terms: { options } }: Made, reason: unknown): boolean => {
  if (!(reason instanceof DOMException) || reason.name !== 'TimeoutError') return false
  const { timeout, deadline } = options
  return (
    (timeout !== undefined && reason.message.includes(`${timeout} ms after it began to run`)) ||
    (deadline !== undefined && reason.message.includes(`${deadline} ms after it was called`))
  )
}
