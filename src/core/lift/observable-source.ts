import type { Enter } from '../async-context.js'
import { FrameKind } from '../frame/layout.js'
import type { LiveEnd, LiveLink, Origin, Source } from './link.js'
import { SUBSCRIBE, type PlainObserver, type Subscribable } from './living.js'
import { toTeardown, type Teardown } from './teardown.js'

/** The owner's end of an observable: nothing happens before someone subscribes. */
export class ObservableSource implements Source, LiveEnd {
  readonly side = 'source'
  readonly inUse = true
  private readonly link: LiveLink
  readonly origin: Origin
  private readonly number: number
  private readonly observable: Subscribable
  private readonly enter: Enter
  private open = true

  constructor(link: LiveLink, origin: Origin, number: number, observable: Subscribable) {
    this.link = link
    this.origin = origin
    this.number = number
    this.observable = observable
    this.enter = origin.capture?.() ?? link.snapshot()
    origin.opened(this)
  }

  subscribe(subscription: number): void {
    const { link, origin, observable, enter } = this
    const source = new SubscriptionSource(link, origin, subscription, enter)
    link.own(subscription, source)
    enter(() => source.begin(observable))
  }

  drop(): void {
    this.end()
  }

  abort(): void {
    this.end()
  }

  private end(): void {
    if (!this.open) return
    this.open = false
    this.link.disown(this.number)
    this.origin.closed(this)
  }

  step(): void {
    // An observable takes no steps.
  }

  skip(): void {
    // The same.
  }

  pull(): void {
    // It pushes.
  }

  drained(): void {
    // It cannot be held up.
  }
}

/** One subscription where the observable lives. */
class SubscriptionSource implements Source, LiveEnd {
  readonly side = 'source'
  readonly inUse = true
  private readonly link: LiveLink
  readonly origin: Origin
  private readonly number: number
  private readonly enter: Enter
  private open = true
  private position = 0
  private teardown: Teardown | undefined

  constructor(link: LiveLink, origin: Origin, number: number, enter: Enter) {
    this.link = link
    this.origin = origin
    this.number = number
    this.enter = enter
    origin.opened(this)
  }

  begin(observable: Subscribable): void {
    // A plain object, whose methods can be handed on by themselves.
    const observer: PlainObserver = {
      next: (value) => this.next(value),
      error: (error) => this.conclude(FrameKind.broken, error),
      complete: () => this.conclude(FrameKind.end, undefined),
    }
    let teardown
    try {
      teardown = toTeardown(observable[SUBSCRIBE](observer))
    } catch (error) {
      this.conclude(FrameKind.broken, error)
      return
    }
    this.teardown = teardown
    if (!this.open) this.tearDown()
  }

  private next(value: unknown): void {
    if (!this.open) return
    try {
      this.link.item(this.number, this.position, value, this.origin)
      this.position = (this.position + 1) >>> 0
    } catch (error) {
      this.conclude(FrameKind.broken, error)
    }
  }

  private conclude(kind: FrameKind, value: unknown): void {
    if (!this.open) return
    this.link.sendError(kind, this.number, this.position, value)
    this.drop()
  }

  drop(): void {
    if (!this.open) return
    this.open = false
    this.link.disown(this.number)
    this.tearDown()
    this.origin.closed(this)
  }

  abort(reason: unknown): void {
    this.conclude(FrameKind.broken, reason)
  }

  /** What it throws is the user's own affair, as it would be without a worker in between. */
  private tearDown(): void {
    const { teardown } = this
    this.teardown = undefined
    if (teardown !== undefined) this.enter(teardown)
  }

  subscribe(): void {
    // A subscription is no observable.
  }

  step(): void {
    // It takes no steps.
  }

  skip(): void {
    // The same.
  }

  pull(): void {
    // It pushes.
  }

  drained(): void {
    // It cannot be held up.
  }
}
