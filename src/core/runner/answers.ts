// Hot: bench/pool.
import { Live } from '../clone/live.js'
import { FrameKind } from '../frame/layout.js'
import type { Lives } from '../session/lives.js'
import type { Session } from '../session/session.js'
import type { Context } from './context.js'

/** Says what calls came to. */
export class Answers {
  private readonly session: Session
  private readonly lives: Lives

  constructor(session: Session, lives: Lives) {
    this.session = session
    this.lives = lives
  }

  /** @param span how long the function ran, as the frame says it */
  give(kind: FrameKind, context: Context, value: unknown, span: number): void {
    if (kind === FrameKind.result) {
      try {
        value = this.lives.lift(value, context)
        // Nobody will ever ask for it.
        if (value instanceof Live && context.cancelled !== undefined) this.lives.drop(value)
      } catch (error) {
        kind = FrameKind.error
        value = error
      }
    }
    this.say(kind, context.id, value, kind === FrameKind.result ? 'result' : 'error', span)
    context.answer()
  }

  /** Sends a value, or in its place the reason why it cannot be sent. */
  say(kind: FrameKind, id: number, value: unknown, path: string, detail = 0): void {
    try {
      this.session.sendValue(kind, id, detail, value, path)
    } catch (unsendable) {
      const instead = kind === FrameKind.result ? FrameKind.error : kind
      try {
        this.session.sendValue(instead, id, detail, unsendable, path)
      } catch {
        // A getter threw something that cannot be sent either.
        const last = new TypeError(`the ${path} cannot be sent, and neither can the reason`)
        this.session.sendValue(instead, id, detail, last, path)
      }
    }
  }
}
