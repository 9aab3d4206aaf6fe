import type { Snapshot } from '../async-context.js'
import { badOption, typeName } from '../errors.js'
import { report } from '../lift/report.js'

/** Something that happened to a worker. */
export interface WorkerEvent {
  /** Its number in the pool, from 1. */
  readonly worker: number
}

/** A worker has ended that nobody had asked to. */
export interface DeathEvent extends WorkerEvent {
  /** A `WorkerDeath`, the error that ended it, or a `ProtocolError`. */
  readonly error: unknown
}

/** An error ended a worker, and no promise is rejected with it. */
export interface StrayErrorEvent extends WorkerEvent {
  readonly error: unknown
  /** The specifier of the module that it escaped from, where that is known. */
  readonly module: string | undefined
  /** The name of the export whose call it escaped from, though that was answered long ago. */
  readonly method: string | undefined
}

/** Why a worker is replaced. */
export type RecycleReason = 'calls' | 'age' | 'rss' | 'loader' | 'reload'

/** A worker takes no more calls, ends when those that it has are done, and is replaced. */
export interface RecycleEvent extends WorkerEvent {
  readonly reason: RecycleReason
}

/** What a pool tells, by name. */
export interface PoolEvents {
  /** A worker takes calls from now on. */
  readonly start: WorkerEvent
  readonly death: DeathEvent
  readonly recycle: RecycleEvent
  readonly error: StrayErrorEvent
}

type Listener<E> = (event: E) => void

/** Who listens to a pool. */
export class Listeners {
  private readonly snapshot: Snapshot
  private readonly sets: { readonly [N in keyof PoolEvents]: Set<Listener<PoolEvents[N]>> } = {
    start: new Set(),
    death: new Set(),
    recycle: new Set(),
    error: new Set(),
  }

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
  }

  /**
   * Adds a listener, which is called in the context at hand; gives what removes it.
   * @throws TypeError for an event that does not exist, or a listener that is no function
   */
  add<N extends keyof PoolEvents>(name: N, listener: Listener<PoolEvents[N]>): () => void {
    if (!Object.hasOwn(this.sets, name)) {
      throw badOption(
        `unknown event ${JSON.stringify(name)}; there are ${Object.keys(this.sets).join(', ')}`,
      )
    }
    if (typeof listener !== 'function') {
      throw badOption(`a listener is a function, not ${typeName(listener)}`)
    }
    // Of its own, so that whoever adds the same function twice is heard twice, and removes one.
    const enter = this.snapshot()
    const own: Listener<PoolEvents[N]> = (event) => enter(() => listener(event))
    const set: Set<Listener<PoolEvents[N]>> = this.sets[name]
    set.add(own)
    return () => {
      set.delete(own)
    }
  }

  /** What a listener throws is the host's to report, and nobody's here to suffer. */
  tell<N extends keyof PoolEvents>(name: N, event: PoolEvents[N]): void {
    const set: Set<Listener<PoolEvents[N]>> = this.sets[name]
    for (const listener of set) {
      try {
        listener(event)
      } catch (error) {
        report(error)
      }
    }
  }
}
