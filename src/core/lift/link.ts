/** What the two ends of a living object need of the session between them. */
import type { Enter } from '../async-context.js'
import type { Window } from '../clone/live.js'
import type { FrameKind } from '../frame/layout.js'

/** The call that a living object came of, or was an argument of. */
export interface Origin {
  /** How far its iterators may run ahead. */
  readonly window: Window
  /**
   * How to run the user's code so that its errors can be charged to the call. Where they cannot be, it runs in the context in which
   * it was given away.
   */
  capture?(): Enter
  /** A living object of the call has come to be, or has come to its end. */
  opened(end: LiveEnd): void
  closed(end: LiveEnd): void
  /** The other side asks for something of what lives here. */
  used(): void
  /** Someone waits for the other side, or does no longer. */
  waits(): void
  rests(): void
}

/** One end of a living object, as the call that it belongs to sees it. */
export interface LiveEnd {
  /** Whether the object lives on this side, or on the other. */
  readonly side: 'source' | 'mirror'
  /** Whether someone is in the middle of using it: a pool that is to end waits for them. */
  readonly inUse: boolean
  /** Nobody wants it any more, for this reason. */
  abort(reason: unknown): void
}

/** What the owner of a living object is asked. */
export interface Source {
  readonly origin: Origin
  /** @param request its number; with the highest bit set when the answer has its place in the stream */
  step(kind: StepKind, request: number, value: unknown): void
  /** A request of that number never comes. */
  skip(request: number): void
  pull(items: number, bytes: number | undefined): void
  subscribe(subscription: number): void
  /** Nobody wants to hear of it any more. */
  drop(): void
  /** The same, but who hears of it is told why. */
  abort(reason: unknown): void
  /** The connection takes frames again. */
  drained(): void
}

export type StepKind = typeof FrameKind.next | typeof FrameKind.return | typeof FrameKind.throw

/** What comes of a stream. */
export type StreamEvent = 'item' | 'end' | 'broken'

export type AnswerKind = typeof FrameKind.answer | typeof FrameKind.done | typeof FrameKind.fail

/** Who hears what the owner of a living object says. */
export interface Mirror {
  answer(kind: AnswerKind, request: number, value: unknown): void
  event(event: StreamEvent, position: number, value: unknown): void
  /** A request could not be sent to its end. */
  unsent(request: number, error: unknown): void
  /** The link is gone. */
  lost(error: unknown): void
}

/** The session, to its living objects. */
export interface LiveLink {
  /** Whether the connection asks to wait. */
  readonly congested: boolean
  /**
   * Writes a frame.
   * @throws TypeError for a value that cannot be sent: then nothing was sent
   */
  send(kind: FrameKind, id: number, detail: number, value: unknown, origin: Origin): void
  /** Writes an item of a stream, to leave with those that follow soon; gives its size in bytes. @throws as `send` */
  item(id: number, position: number, value: unknown, origin: Origin): number
  /** Writes a frame with an error; if that cannot be sent, then with the reason. */
  sendError(kind: FrameKind, id: number, detail: number, error: unknown): void
  /** Answers a request of an iterator that has come to its end. */
  refuse(kind: StepKind, id: number, request: number, value: unknown): void
  /** Someone has got an item that came for a mirror. */
  taken(number: number, item: unknown): void
  /** Nobody will ever get those that came and were not taken: native objects among them are closed. */
  letGo(number: number): void
  /** Holds on to the context at hand. */
  snapshot(): Enter
  /** Lets everything leave now. */
  flush(): void
  /** Adds the owner's end of a living object under a number that the peer gave it. */
  own(number: number, source: Source): void
  /** The owner's end is at its end. */
  disown(number: number): void
  /** Adds the other end. */
  mirror(number: number, mirror: Mirror, origin: Origin): void
  forget(number: number): void
  /** A new number for a subscription. */
  subscription(): number
}
