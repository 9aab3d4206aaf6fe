import { holdLock, watchLock, type HeldLock } from './life.js'
import type { Names } from './names.js'

/** The worker that one should have, of those that the pages of an origin share. */
export type Choice =
  /** One that is there. `isBusy`: it may be long before it answers. */
  | { readonly kind: 'join'; readonly id: string; readonly isBusy: boolean }
  /** A new one. `starting` is to be given back as soon as it is there. */
  | { readonly kind: 'start'; readonly id: string; readonly starting: HeldLock | undefined }

/** One of several, so that those who choose at the same time do not all choose the same. */
const anyOf = <T>(items: readonly T[]): T | undefined =>
  items[Math.floor(Math.random() * items.length)]

/**
 * The names of the locks that are held, by their mode: those of pages and workers are exclusive. Whoever waits for the end of one has it
 * in the other mode for a moment, or for long, if it hangs.
 */
const heldNames = async (): Promise<Readonly<Record<LockMode, readonly string[]>>> => {
  const { held = [] } = await navigator.locks.query()
  const namesOf = (mode: LockMode) =>
    held.flatMap((lock) => (lock.mode === mode ? (lock.name ?? []) : []))
  return { exclusive: namesOf('exclusive'), shared: namesOf('shared') }
}

/** Which workers of a pool there are in an origin, found by the locks that are held. */
export class Census {
  readonly names: Names
  private readonly limit: number

  /** @param limit how many workers there may be */
  constructor(names: Names, limit: number) {
    this.names = names
    this.limit = limit
  }

  /** @param mine those that the page has already */
  async choose(mine: ReadonlySet<string>): Promise<Choice> {
    for (;;) {
      // Who looks at the same time would start as many again.
      const choice = await navigator.locks.request(this.names.election, () => this.look(mine))
      if (typeof choice !== 'string') return choice
      await new Promise<void>((resolve) => {
        watchLock(choice, resolve)
      })
    }
  }

  /** Gives the choice, or the name of a lock to wait for. */
  private async look(mine: ReadonlySet<string>): Promise<Choice | string> {
    const { names, limit } = this
    const { exclusive: held, shared } = await heldNames()
    const killed = new Set(names.idsOf('killed', shared))
    const living = names.idsOf('worker', held).filter((id) => !killed.has(id))
    const others = living.filter((id) => !mine.has(id))
    const free = anyOf(others.filter((id) => names.pageOf(id, held) === undefined))
    if (free !== undefined) return { kind: 'join', id: free, isBusy: false }
    const starting = names.idsOf('starting', held).filter((id) => !living.includes(id))
    const startingElsewhere = anyOf(starting.filter((id) => !mine.has(id)))
    if (living.length + starting.length < limit) return this.start()
    const busy = anyOf(others)
    if (busy !== undefined) return { kind: 'join', id: busy, isBusy: true }
    // Beside the limit only what the page itself wants besides: one for short calls, one for another that ends.
    return startingElsewhere === undefined ? this.start() : names.starting(startingElsewhere)
  }

  private async start(): Promise<Choice> {
    const id = crypto.randomUUID()
    return { kind: 'start', id, starting: await holdLock(this.names.starting(id)) }
  }

  /** Makes sure that nobody chooses a worker any more that was killed. */
  kill(id: string): void {
    void holdLock(this.names.killed(id), 'shared').then((killed) => {
      watchLock(this.names.worker(id), () => killed?.release())
    })
  }

  /** Whether a worker is busy for a page that is gone, and will thus never be asked to stop. */
  async isOrphan(id: string): Promise<boolean> {
    const { exclusive: held } = await heldNames()
    const page = this.names.pageOf(id, held)
    return page !== undefined && !held.includes(page)
  }
}
