import { holdLock, newName, type HeldLock } from './life.js'
import type { Place, TwoWayPort } from './message.js'
import type { LinkedWorker, PageLink } from './page-link.js'
import type { TravelOf } from './traffic.js'

/** What a worker finds as its global object, of which kind it may be. */
export interface WorkerScope {
  /** Of a shared worker: what it was asked for by. */
  readonly name: string
  close: () => void
}

/** The global object of a dedicated worker. */
export type DedicatedScope = WorkerScope & TwoWayPort

/** What it needs to know of itself. */
interface Traits {
  readonly travelOf: TravelOf
  place(): Place
  /** The name of what it holds as long as it lives. @default one of its own */
  readonly lock: string | undefined
  /** It closes itself: code of the user's has called `close`. */
  closing(): void
}

/**
 * How long a shared worker stays when it has said that it ends, in milliseconds. Browsers drop what is still on its way to pages
 * when it closes; the pages end it as soon as they have heard of it.
 */
const STAY = 1000

/** The worker itself: says when it ends, because no event tells that. */
export class WorkerLife implements LinkedWorker {
  readonly lock: Promise<string | undefined>
  readonly travelOf: TravelOf
  private readonly traits: Traits
  private readonly links = new Set<PageLink>()
  private readonly closeScope: () => void
  private held: HeldLock | undefined
  /** Whether it has said that it ends: whoever comes now comes too late. */
  hasEnded = false

  constructor(scope: WorkerScope, traits: Traits) {
    this.traits = traits
    this.travelOf = traits.travelOf
    this.closeScope = scope.close.bind(scope)
    scope.close = () => {
      traits.closing()
      this.exit()
    }
    this.lock = holdLock(traits.lock ?? newName()).then((held) => {
      this.held = held
      return held?.name
    })
  }

  place(): Place {
    return this.traits.place()
  }

  add(link: PageLink): void {
    this.links.add(link)
  }

  /** A page wants nothing of it any more; gives whether no other does. */
  remove(link: PageLink): boolean {
    link.leave()
    this.links.delete(link)
    return this.links.size === 0
  }

  /** Whether no page uses it. */
  get isUnused(): boolean {
    return this.links.size === 0
  }

  /** Ends the worker, behind what was sent. */
  exit(): void {
    for (const link of this.links) link.exit()
    this.end()
  }

  /** Ends the worker, which cannot begin, or go on. */
  fail(error: unknown): void {
    for (const link of this.links) link.fail(error)
    this.end()
  }

  /** Whoever looks for a worker must not find one that is about to end. */
  hide(): void {
    this.held?.release()
  }

  private end(): void {
    this.hasEnded = true
    this.hide()
    if (this.traits.lock === undefined) this.closeScope()
    else setTimeout(this.closeScope, STAY)
  }
}
