import { PoolDeath, Retry, StartError, WorkerDeath } from 'invoke'
import type { Counts } from './counts.js'
import { faultsOfOrder } from './disorder.js'
import type { Begun } from './journal.js'
import { faultOf, type Made, type Outcome } from './verdict.js'

/** What is left to be checked of a settled call when all is over. */
interface Settled {
  readonly made: Made
  readonly fault: string | undefined
  readonly isResolved: boolean
  /** Whether it was told that its function cannot have begun. */
  readonly neverBegan: boolean
}

/** Every call with what it came to. */
export class Ledger {
  /** When a call was settled last, in milliseconds. */
  lastSettled = performance.now()
  private readonly counts: Counts
  private readonly open = new Map<number, Made>()
  private readonly settled: Settled[] = []

  constructor(counts: Counts) {
    this.counts = counts
  }

  get pending(): number {
    return this.open.size
  }

  async enter(made: Made, call: () => Promise<unknown>): Promise<void> {
    this.counts.calls++
    this.open.set(made.id, made)
    const outcome = await outcomeOf(call)
    this.open.delete(made.id)
    this.lastSettled = performance.now()
    this.note(outcome)
    const reason = outcome.kind === 'rejected' ? outcome.reason : undefined
    this.settled.push({
      made,
      fault: faultOf(made, outcome),
      isResolved: outcome.kind === 'resolved',
      neverBegan: reason instanceof Retry && !reason.started,
    })
  }

  /** Compares with what the workers noted. @param notes in the order in which the functions began */
  audit(notes: readonly Begun[]): void {
    const { counts } = this
    const begun = placesOf(notes)
    const faults = faultsOfOrder(notes, this.all)
    counts.disorder += faults.length
    counts.faults.push(...faults)
    const scribbled = this.scribbled(begun)
    for (const made of this.open.values()) {
      counts.hung++
      this.fault(made, `never settled; it began in [${String(begun.get(made.id) ?? [])}]`)
    }
    for (const { made, fault, isResolved, neverBegan } of this.settled) {
      const where = begun.get(made.id) ?? []
      counts.begun += where.length
      const { retries = 0 } = made.terms.options
      if (where.length > retries + 1) {
        counts.again++
        this.fault(made, `began ${where.length} times`)
      }
      const wrong = fault ?? faultOfBeginning(made, where.length, isResolved, neverBegan)
      if (wrong === undefined) continue
      // Bytes of no frame, in the middle of a large value, are bytes of the value.
      if (where.some((pid) => scribbled.has(pid))) counts.garbled++
      else {
        counts.wrong++
        this.fault(made, wrong)
      }
    }
  }

  private get all(): Map<number, Made> {
    const all = [...this.open.values(), ...this.settled.map(({ made }) => made)]
    return new Map(all.map((made) => [made.id, made]))
  }

  /** The processes that have written what is no frame. */
  private scribbled(begun: ReadonlyMap<number, readonly number[]>): Set<number> {
    return new Set(
      [...this.all.values()]
        .filter(({ name }) => name === 'scribbles')
        .flatMap(({ id }) => begun.get(id) ?? []),
    )
  }

  private fault({ id, name, terms: { options } }: Made, fault: string): void {
    const { signal, ...rest } = options
    const text = JSON.stringify({ ...rest, ...(signal !== undefined && { signal: true }) })
    this.counts.faults.push(`call ${id}, ${name} with ${text}: ${fault}`)
  }

  private note(outcome: Outcome): void {
    const { counts } = this
    counts[outcome.kind]++
    if (outcome.kind === 'resolved') return
    const { reason } = outcome
    if (reason instanceof Retry) counts.retry++
    else if (reason instanceof WorkerDeath) counts.workerDeath++
    else if (reason instanceof PoolDeath) counts.poolDeath++
    else if (reason instanceof StartError) counts.startError++
    else if (!(reason instanceof Error)) return
    else if (reason.name === 'TimeoutError') counts.timedOut++
    else if (reason.message.startsWith('aborted for')) counts.aborted++
  }
}

/** The processes in which each call began. */
const placesOf = (notes: readonly Begun[]): Map<number, number[]> => {
  const places = new Map<number, number[]>()
  for (const { id, pid } of notes) places.set(id, [...(places.get(id) ?? []), pid])
  return places
}

const outcomeOf = async (call: () => Promise<unknown>): Promise<Outcome> => {
  try {
    return { kind: 'resolved', value: await call() }
  } catch (reason) {
    return { kind: 'rejected', reason }
  }
}

const faultOfBeginning = (
  { deed, terms }: Made,
  times: number,
  isResolved: boolean,
  neverBegan: boolean,
): string | undefined => {
  if (times === 0) return isResolved ? 'resolved, and never began' : undefined
  if (deed.idle === true) return 'began, though its arguments cannot be sent'
  if (terms.refused) return 'began, though its signal had aborted before the call'
  return neverBegan ? `rejected with a Retry that says it never began, and began` : undefined
}
