import type { Enter } from '../async-context.js'
import { FrameKind } from '../frame/layout.js'
import type { LiveEnd, LiveLink, Mirror, Origin, StreamEvent } from './link.js'
import { Observable, type Subscriber, type SubscriptionObserver } from './observable.js'
import { Sequence } from './sequence.js'

/** A net only, for observables that nobody can subscribe to any more. */
const forgotten = new FinalizationRegistry<ObservableMirror>((mirror) => mirror.forgotten())

/** The other end of an observable: subscribes where it lives. */
class ObservableMirror implements Mirror, LiveEnd {
  readonly side = 'mirror'
  readonly inUse = false
  private readonly link: LiveLink
  private readonly origin: Origin
  private readonly number: number
  /** Why nobody can subscribe any more. */
  private gone: { readonly error: unknown } | undefined

  constructor(link: LiveLink, origin: Origin, number: number) {
    this.link = link
    this.origin = origin
    this.number = number
    link.mirror(number, this, origin)
    origin.opened(this)
  }

  subscribe(observer: SubscriptionObserver<unknown>): ReturnType<Subscriber<unknown>> {
    if (this.gone !== undefined) {
      observer.error(this.gone.error)
      return undefined
    }
    const { link, origin } = this
    const number = link.subscription()
    const subscription = new SubscriptionMirror(link, origin, number, observer)
    link.send(FrameKind.subscribe, this.number, number, undefined, origin)
    return () => subscription.end()
  }

  answer(): void {
    // An observable answers nothing.
  }

  unsent(): void {
    // It asks for nothing that could be large.
  }

  event(): void {
    // Its subscriptions have the events.
  }

  lost(error: unknown): void {
    this.end(error)
  }

  abort(reason: unknown): void {
    this.end(reason)
  }

  forgotten(): void {
    if (this.gone !== undefined) return
    this.link.send(FrameKind.drop, this.number, 0, undefined, this.origin)
    this.end(undefined)
  }

  private end(error: unknown): void {
    if (this.gone !== undefined) return
    this.gone = { error }
    this.link.forget(this.number)
    this.origin.closed(this)
  }
}

/** The other end of one subscription. */
class SubscriptionMirror implements Mirror, LiveEnd {
  readonly side = 'mirror'
  readonly inUse = true
  private readonly link: LiveLink
  private readonly origin: Origin
  private readonly number: number
  private readonly observer: SubscriptionObserver<unknown>
  /** Events run in the context of their subscription. */
  private readonly enter: Enter
  private readonly sequence = new Sequence((event, value) =>
    this.enter(() => this.handle(event, value)),
  )
  private open = true

  constructor(
    link: LiveLink,
    origin: Origin,
    number: number,
    observer: SubscriptionObserver<unknown>,
  ) {
    this.link = link
    this.origin = origin
    this.number = number
    this.observer = observer
    this.enter = link.snapshot()
    link.mirror(number, this, origin)
    origin.opened(this)
    origin.waits()
  }

  event(event: StreamEvent, position: number, value: unknown): void {
    this.sequence.take(event, position, value)
  }

  private handle(event: StreamEvent, value: unknown): void {
    if (!this.open) return
    if (event === 'item') return this.observer.next(value)
    this.over()
    if (event === 'end') this.observer.complete()
    else this.observer.error(value)
  }

  /** Nobody listens any more. */
  end(): void {
    if (!this.open) return
    this.link.send(FrameKind.drop, this.number, 0, undefined, this.origin)
    this.over()
  }

  private over(): void {
    this.open = false
    this.link.forget(this.number)
    this.origin.rests()
    this.origin.closed(this)
  }

  lost(error: unknown): void {
    if (!this.open) return
    this.over()
    this.enter(() => this.observer.error(error))
  }

  abort(reason: unknown): void {
    this.lost(reason)
  }

  answer(): void {
    // A subscription answers nothing.
  }

  unsent(): void {
    // It asks for nothing.
  }
}

/** The observable that users get for one that lives elsewhere. */
export const liveObservable = (link: LiveLink, origin: Origin, number: number): object => {
  const mirror = new ObservableMirror(link, origin, number)
  const observable = new Observable<unknown>((observer) => mirror.subscribe(observer))
  forgotten.register(observable, mirror)
  return observable
}
