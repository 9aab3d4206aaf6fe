import { Retry, WorkerDeath } from '../errors.js'
import { isSelfInflicted } from '../likely-cause.js'
import type { CloseReason } from '../transport.js'
import type { Call } from './call.js'
import type { Method } from './method.js'

/** What a dying worker said of itself. `guilty` is the call that ends it; 0 when none is known. */
export type LastWords =
  | {
      readonly kind: 'error'
      readonly guilty: number
      /** What the error escaped from, which may have been answered long ago. */
      readonly method: Method | undefined
      readonly error: unknown
    }
  /** The process ends itself. */
  | { readonly kind: 'exit'; readonly guilty: number }

/** How a worker ended. */
export interface Circumstances {
  readonly reason: CloseReason
  readonly lastWords: LastWords | undefined
  /** Whether this side has ended it: then no call is to blame. */
  readonly ours: boolean
}

/** The same, to whoever wanted something of it. */
interface Ending extends Circumstances {
  /** The numbers of the calls whose code may have ended it. */
  readonly suspects: ReadonlySet<number>
}

/** What becomes of a call whose worker is gone. */
type Fate =
  | { readonly kind: 'rejected'; readonly reason: unknown }
  /** It had no part in this: what it gets when it is not made again. */
  | { readonly kind: 'innocent'; readonly reason: Retry }

/**
 * What a call comes to that was with a worker that is gone: the one place that decides.
 * @param started whether its function may have begun there
 * @param ran whether it may have begun in another worker before
 */
const fateOf = (
  id: number,
  method: Method,
  started: boolean,
  ending: Ending,
  ran = false,
): Fate => {
  const { reason, lastWords } = ending
  const innocent = (cause: unknown): Fate => ({
    kind: 'innocent',
    reason: new Retry(started || ran, cause),
  })
  if (lastWords?.kind === 'error') {
    const { guilty, error } = lastWords
    if (guilty === id) return { kind: 'rejected', reason: error }
    // Where nothing can be charged, nothing that ran can be excluded either.
    const nobody = guilty === 0 && lastWords.method === undefined
    return nobody && started ? { kind: 'rejected', reason: error } : innocent(error)
  }
  return isGuilty(id, ending)
    ? { kind: 'rejected', reason: new WorkerDeath(reason, method) }
    : innocent(deathOf(ending))
}

/** The error that the worker died of. */
const deathOf = ({ reason, lastWords }: Ending): unknown => {
  if (lastWords?.kind === 'error') return lastWords.error
  return reason.kind === 'failed' ? reason.error : new WorkerDeath(reason)
}

/** Whether a call has ended its worker without an error. */
const isGuilty = (id: number, { reason, lastWords, suspects, ours }: Ending): boolean => {
  // Its last words count also when it was slow to end after them, and was helped.
  const guilty = lastWords?.guilty ?? 0
  if (guilty !== 0) return guilty === id
  // A link that broke, and a peer that broke the protocol, are nobody's doing.
  if (ours || reason.kind === 'failed') return false
  return isSelfInflicted(reason) && suspects.size === 1 && suspects.has(id)
}

/** What a worker that is gone has left behind, by number. */
export interface LeftCalls {
  readonly calls: ReadonlyMap<number, Call>
  /** The calls, answered or not, of which something lived there that was of use. */
  readonly lively: readonly number[]
  /** The calls of which it is known that the worker never read them. */
  readonly unread: ReadonlySet<number>
}

/** Those whose code may have ended the worker: what ran or was of use, else what may have been loading. */
const suspectsOf = ({ calls, lively, unread }: LeftCalls): Set<number> => {
  const suspects = new Set(lively)
  for (const [id, call] of calls) if (call.started) suspects.add(id)
  if (suspects.size > 0) return suspects
  for (const id of calls.keys()) if (!unread.has(id)) suspects.add(id)
  return suspects
}

/** Whether anyone is rejected with an error that a worker dies of. */
export const isOfConcern = (
  guilty: number,
  method: Method | undefined,
  { calls, lively }: Pick<LeftCalls, 'calls' | 'lively'>,
): boolean => {
  if (guilty !== 0) return calls.has(guilty) || lively.includes(guilty)
  if (method !== undefined) return false
  return lively.length > 0 || [...calls.values()].some(({ started }) => started)
}

/** What follows from the end of a worker. */
export interface Judgement {
  /** The error that it died of. */
  readonly death: unknown
  /** The calls that are to be made again. */
  readonly returned: readonly Call[]
  /** The others, with what they are rejected with. */
  readonly rejected: readonly (readonly [Call, unknown])[]
  /** What becomes of whoever uses what lived there for a call. */
  reasonFor(id: number, method: Method): unknown
}

/** @param goesOn whether an innocent call can be made again; then it is */
export const judge = (
  left: LeftCalls,
  circumstances: Circumstances,
  goesOn: (id: number, call: Call) => boolean,
): Judgement => {
  const ending = { ...circumstances, suspects: suspectsOf(left) }
  const returned: Call[] = []
  const rejected: [Call, unknown][] = []
  for (const [id, call] of left.calls) {
    const fate = fateOf(id, call.method, call.started, ending, call.reruns > 0)
    if (fate.kind === 'innocent' && goesOn(id, call)) returned.push(call)
    else rejected.push([call, fate.reason])
  }
  const reasonFor = (id: number, method: Method) => fateOf(id, method, true, ending).reason
  return { death: deathOf(ending), returned, rejected, reasonFor }
}
