import { attachmentsOf } from '../clone/encoded.js'
import { ProtocolError } from '../errors.js'
import { FrameKind } from '../frame/layout.js'
import type { CloseReason } from '../transport.js'
import type { Call } from './call.js'
import { judge, type Circumstances, type Judgement, type LeftCalls } from './fate.js'
import type { InFlight } from './in-flight.js'
import type { Lives } from './lives.js'
import type { Origins } from './origins.js'
import type { Session } from './session.js'

/** What a worker leaves behind: finds out what is known of its calls, and takes back those that go on. */
export class Estate {
  private readonly session: Session
  private readonly inFlight: InFlight
  private readonly origins: Origins
  private readonly lives: Lives

  constructor(session: Session, inFlight: InFlight, origins: Origins, lives: Lives) {
    this.session = session
    this.inFlight = inFlight
    this.origins = origins
    this.lives = lives
  }

  /** The worker is gone: nothing is in flight any more. `readNothing`: it had calls, and read none of them. */
  settle(circumstances: Circumstances): Judgement & { readonly readNothing: boolean } {
    const calls = this.inFlight.end()
    const left = this.examine(calls, circumstances.reason)
    const { unread } = left
    const judgement = judge(left, circumstances, (id, call) =>
      this.goesOn(id, call, unread.has(id)),
    )
    this.inFlight.clear()
    return { ...judgement, readNothing: calls.size > 0 && unread.size === calls.size }
  }

  /** Finds out which calls cannot have begun, whatever was believed of them, and which must have. */
  private examine(calls: ReadonlyMap<number, Call>, reason: CloseReason): LeftCalls {
    const unread = new Set<number>()
    const last = reason.unread === true ? this.session.lastCall : 0
    for (const [id, call] of calls) {
      if (id === last || this.session.isLeaving(FrameKind.call, id)) {
        call.started = false
        unread.add(id)
      } else if (reason.kind === 'failed' && reason.error instanceof ProtocolError) {
        // Behind what broke the protocol, its beginning may have been told.
        call.started = true
      } else if (this.inFlight.isBehind(call)) {
        unread.add(id)
      }
      if (this.origins.get(id)?.isUsed === true) call.started = true
    }
    return { calls, lively: this.origins.lively, unread }
  }

  /** Whether an innocent call is made again; if so, takes it back. */
  private goesOn(id: number, call: Call, isUnread: boolean): boolean {
    const attachments = attachmentsOf(call.value)
    if (attachments.length > 0) {
      // What has begun to use them has lost them; else they are as they were, whoever has them next.
      const reclaimed = call.started ? 'lost' : this.session.reclaim(attachments)
      if (reclaimed === 'lost') return false
      if (reclaimed === 'unseen') isUnread = true
    }
    if (call.isSettled || this.inFlight.isUnwanted(id)) return false
    if (!call.goesOn(isUnread)) return false
    // Untouched as they are, its living arguments go with it.
    const origin = this.origins.take(id)
    if (origin !== undefined) this.lives.release(origin)
    return true
  }
}
