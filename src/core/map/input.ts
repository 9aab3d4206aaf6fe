import { badIteratorResult } from '../errors.js'
import { LiveKind } from '../clone/live.js'
import { openFeed, type AnyIterator } from '../lift/feed.js'
import { isStream } from '../lift/living.js'
import { awaited } from '../lift/thenable.js'
import { unreachable } from '../unreachable.js'

/** Anything that `for await` takes. */
export type Mappable<T> = Iterable<T> | AsyncIterable<T>

interface Step {
  readonly done?: unknown
  readonly value?: unknown
}

interface Idle {
  readonly kind: 'idle'
  readonly feed: AnyIterator
}

type State =
  /** Nobody has touched it yet. */
  | { readonly kind: 'new'; readonly input: Mappable<unknown> }
  | Idle
  /** Its own code runs: a generator cannot be closed from within. */
  | { readonly kind: 'entered' }
  /** Its own code has closed it, and has yet to come back. */
  | { readonly kind: 'leaving' }
  /** It has promised its next step. */
  | { readonly kind: 'awaited'; readonly feed: AnyIterator }
  | { readonly kind: 'closed' }

const ENTERED: State = { kind: 'entered' }
const LEAVING: State = { kind: 'leaving' }
const CLOSED: State = { kind: 'closed' }

/** The items of whatever can be iterated. It is opened with the first one, and closed at most once. */
export class MapInput {
  private state: State

  constructor(input: Mappable<unknown>) {
    this.state = { kind: 'new', input }
  }

  /**
   * The next item, awaited; nothing behind the last one, and once it is closed. Rejects with what the input
   * fails with. One at a time: few iterators bear more.
   */
  async pull(): Promise<{ readonly item: unknown } | undefined> {
    const state = this.state.kind === 'new' ? this.open(this.state.input) : this.state
    if (state.kind !== 'idle') return undefined
    const { done, value } = await this.step(state)
    return done ? undefined : { item: await value }
  }

  /**
   * Lets the input clean up. Waits for that, but never behind an item that may not come. Rejects with what
   * the clean-up fails with, if it has waited.
   */
  async close(): Promise<void> {
    const state = this.state.kind === 'new' ? this.open(this.state.input) : this.state
    switch (state.kind) {
      case 'idle':
        this.state = CLOSED
        await state.feed.return?.()
        return
      case 'awaited':
        this.state = CLOSED
        return leave(state.feed)
      case 'entered':
        this.state = LEAVING
        return
      case 'leaving':
      case 'closed':
        return
      default:
        unreachable(state)
    }
  }

  private open(input: Mappable<unknown>): Idle {
    this.state = CLOSED
    const idle: Idle = { kind: 'idle', feed: feedOf(input) }
    this.state = idle
    return idle
  }

  /** What ends or fails by itself is not closed, as `for await` has it. */
  private async step(idle: Idle): Promise<Step> {
    let goesOn = false
    try {
      const given = this.enter(idle.feed)
      const promise = awaited(given)
      const step = promise === undefined ? given : await promise
      if (typeof step !== 'object' || step === null) throw badIteratorResult(step)
      const { done, value } = step as Step
      goesOn = !done
      return { done, value }
    } finally {
      if (this.state.kind !== 'closed') this.state = goesOn ? idle : CLOSED
    }
  }

  private enter(feed: AnyIterator): unknown {
    this.state = ENTERED
    const given = feed.next()
    if (this.hasLeft) leave(feed)
    this.state = this.hasLeft ? CLOSED : { kind: 'awaited', feed }
    return given
  }

  private get hasLeft(): boolean {
    return this.state.kind === 'leaving'
  }
}

const feedOf = (input: Mappable<unknown>): AnyIterator => {
  const iterable = input as Iterable<unknown> & Partial<AsyncIterable<unknown>>
  // Not a stream's own iterator: a stream must be closed although it was never read, or is silent.
  if (isStream(iterable)) return openFeed(LiveKind.STREAM, iterable)
  const iterate = iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator]
  return Reflect.apply(iterate, input, []) as AnyIterator
}

/** Nobody waits for its clean-up, nor hears how that fails. */
const leave = (feed: AnyIterator): void => {
  const leaving = async () => {
    await feed.return?.()
  }
  leaving().catch(() => undefined)
}
