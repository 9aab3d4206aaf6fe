import type { CloseReason, Connection, Packet, Receiver } from '../../core/transport.js'
import { unreachable } from '../../core/unreachable.js'
import type { Reclaimed } from '../../core/attachments.js'
import { watchLock } from './life.js'
import type { Message, TwoWayPort } from './message.js'
import { packetOf, Traffic, type TravelOf } from './traffic.js'

/** The worker at the other end, as far as it is the page's. */
export interface Peer {
  /** Ends it at once, if that is possible. */
  kill(): void
  /** It is gone, or is needed here no more. */
  release(): void
  /** It is there, and holds its lock. */
  begun?(): void
  /** For how many milliseconds it may leave a request to close unanswered, when nothing else ends it. */
  readonly patience?: number
  /** Whether anyone here waits for it. Told only when that changes. */
  awaited?(isAwaited: boolean): void
}

type State =
  | { readonly kind: 'running' }
  /** It will be told to have ended for this reason. */
  | { readonly kind: 'ending'; readonly reason: CloseReason }
  | { readonly kind: 'gone' }

/**
 * How long the last messages of a worker may be on their way when its lock is free, in milliseconds: in WebKit, those of shared
 * workers take far longer than the lock when the machine is busy.
 */
const LAST_MESSAGES = 1000

/** The page's end of the link to a worker, of whatever kind. */
export class WorkerLink implements Connection {
  receiver!: Receiver
  private readonly port: TwoWayPort
  private readonly peer: Peer
  private readonly traffic: Traffic
  private unwatch: (() => void) | undefined
  private state: State = { kind: 'running' }
  /** Whether anything was heard of it. */
  hasSpoken = false
  readonly arePacketsDear = true
  readonly borrows = true

  /** @param travelOf which objects can travel to such a worker */
  constructor(port: TwoWayPort, travelOf: TravelOf, peer: Peer) {
    this.port = port
    this.peer = peer
    this.traffic = new Traffic(port, travelOf)
    this.traffic.listen(
      (message) => this.hear(message),
      () => this.fail(new Error('a message of the worker cannot be read')),
    )
  }

  send(packet: Packet): boolean {
    if (this.state.kind !== 'running') return true
    return this.traffic.send(packet)
  }

  discard(attachment: unknown): void {
    this.traffic.discard(attachment)
  }

  reclaim(attachment: unknown): Reclaimed {
    return this.traffic.reclaim(attachment)
  }

  /** A page lives as long as it is open. */
  hold(keep: boolean): void {
    this.peer.awaited?.(keep)
  }

  close(): void {
    if (this.state.kind !== 'running') return
    const reason = { kind: 'closed' } as const
    this.state = { kind: 'ending', reason }
    this.port.postMessage({ kind: 'close' }, [])
    const { patience } = this.peer
    if (patience !== undefined) setTimeout(() => this.finish(reason), patience)
  }

  kill(): void {
    if (this.state.kind === 'gone') return
    this.state = { kind: 'ending', reason: { kind: 'killed' } }
    this.peer.kill()
    queueMicrotask(() => this.finish({ kind: 'killed' }))
  }

  /** It cannot begin, or go on. */
  fail(error: unknown): void {
    this.finish({ kind: 'failed', error })
  }

  /** It is gone without a word when nobody holds the lock any more. */
  watch(lock: string): void {
    this.unwatch ??= watchLock(lock, () => {
      setTimeout(() => {
        this.finish({ kind: 'exited', code: null, signal: null, stderr: '' })
      }, LAST_MESSAGES)
    })
  }

  private hear(message: Message): void {
    if (this.state.kind === 'gone') return
    this.hasSpoken = true
    switch (message.kind) {
      case 'packet': {
        const packet = packetOf(message)
        this.traffic.confirm(packet)
        return this.receiver.packet(packet)
      }
      case 'read':
        if (this.traffic.wasRead(message.bytes)) this.receiver.drained()
        return
      case 'locked':
        this.watch(message.name)
        return this.peer.begun?.()
      case 'failed':
        return this.fail(message.error)
      case 'end':
        return this.ended(message)
      case 'close':
      case 'where':
        // Only a page says that.
        return
      case 'object':
        // Noted before.
        return
      case 'here':
        // Nobody has asked.
        return
      default:
        return unreachable(message)
    }
  }

  /** What it has not read, it has certainly not begun. */
  private ended({ own, read }: Message & { kind: 'end' }): void {
    const reason: CloseReason = own
      ? { kind: 'exited', code: 0, signal: null, stderr: '' }
      : { kind: 'closed' }
    this.finish(this.traffic.isUnread(read) ? { ...reason, unread: true } : reason)
  }

  private finish(reason: CloseReason): void {
    const { state } = this
    if (state.kind === 'gone') return
    this.state = { kind: 'gone' }
    this.unwatch?.()
    this.peer.release()
    this.receiver.closed(state.kind === 'ending' ? state.reason : reason)
  }
}

/** Why a worker did not start. Of a script that cannot be had, browsers say nothing. */
export const startError = (event: Event): Error => {
  const { message, filename, lineno } = event as Partial<ErrorEvent>
  if (message === undefined || message === '') {
    return new Error(
      'the script of the worker, or one that it imports, cannot be loaded: see the network log and the console',
    )
  }
  return new Error(`${message} (${filename}:${lineno})`)
}
