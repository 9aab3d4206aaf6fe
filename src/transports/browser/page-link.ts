import type { Accept, CloseReason, Connection, Packet, Receiver } from '../../core/transport.js'
import { unreachable } from '../../core/unreachable.js'
import type { Reclaimed } from '../../core/attachments.js'
import { holdLock } from './life.js'
import type { Message, Port } from './message.js'
import { packetOf, Traffic } from './traffic.js'

/** What a dedicated worker finds as its global object. */
export interface DedicatedScope extends Port {
  addEventListener(type: 'message', listener: (event: MessageEvent<Message>) => void): void
  addEventListener(type: 'messageerror', listener: () => void): void
  close: () => void
}

type State =
  /** Nobody takes anything yet: it is kept. */
  | { readonly kind: 'idle'; readonly early: Message[] }
  | { readonly kind: 'running'; readonly receiver: Receiver }
  | { readonly kind: 'closed' }

/** The worker's end of the link to its page. It listens from the moment that it is made. */
export class PageLink implements Connection {
  private readonly scope: DedicatedScope
  private readonly traffic: Traffic
  private readonly closeScope: () => void
  private state: State = { kind: 'idle', early: [] }
  private ended = false
  private readonly locked: Promise<void>

  /** @param closing the worker closes itself: code of the user's has called `close` */
  constructor(scope: DedicatedScope, closing: () => void = () => undefined) {
    this.scope = scope
    this.traffic = new Traffic(scope)
    this.closeScope = scope.close.bind(scope)
    scope.addEventListener('message', (event) => this.hear(event.data))
    scope.addEventListener('messageerror', () => {
      this.fail(new Error('a message of the page cannot be read'))
    })
    this.locked = holdLock().then((name) => {
      if (name !== undefined) scope.postMessage({ kind: 'locked', name }, [])
    })
    // No event tells that a worker has ended: it says so itself.
    scope.close = () => {
      closing()
      this.exit()
    }
  }

  /** Begins to deliver, once the worker would be missed. Called once. */
  start(accept: Accept): void {
    void this.locked.then(() => this.begin(accept))
  }

  private begin(accept: Accept): void {
    const early = this.state.kind === 'idle' ? this.state.early : []
    this.state = { kind: 'running', receiver: accept(this) }
    for (const message of early) this.hear(message)
  }

  /** Ends the worker, behind what was sent. */
  exit(): void {
    this.end({ kind: 'end', own: true, read: this.traffic.read })
    this.closeScope()
  }

  /** Ends the worker, which cannot begin, or go on. */
  fail(error: unknown): void {
    try {
      this.end({ kind: 'failed', error })
    } catch {
      this.end({ kind: 'failed', error: String(error) })
    }
    this.closeScope()
  }

  send(packet: Packet): boolean {
    if (this.state.kind === 'closed') return true
    return this.traffic.send(packet)
  }

  discard(attachment: unknown): void {
    this.traffic.discard(attachment)
  }

  reclaim(attachment: unknown): Reclaimed {
    return this.traffic.reclaim(attachment)
  }

  /** A worker lives until it is ended. */
  hold(): void {}

  close(): void {
    this.end({ kind: 'end', own: false, read: this.traffic.read })
    queueMicrotask(() => this.finish({ kind: 'closed' }))
  }

  kill(): void {
    this.end({ kind: 'end', own: false, read: this.traffic.read })
    queueMicrotask(() => this.finish({ kind: 'killed' }))
  }

  /** Says the last that is said. */
  private end(message: Message & { kind: 'end' | 'failed' }): void {
    if (this.ended) return
    this.scope.postMessage(message, [])
    this.ended = true
  }

  private hear(message: Message): void {
    const { state } = this
    switch (state.kind) {
      case 'idle':
        state.early.push(message)
        return
      case 'running':
        return this.take(message, state.receiver)
      case 'closed':
        return
      default:
        return unreachable(state)
    }
  }

  private take(message: Message, receiver: Receiver): void {
    switch (message.kind) {
      case 'packet': {
        const packet = packetOf(message)
        this.traffic.confirm(packet)
        return receiver.packet(packet)
      }
      case 'read':
        if (this.traffic.wasRead(message.bytes)) receiver.drained()
        return
      case 'close':
        return this.finish({ kind: 'closed' })
      case 'end':
      case 'failed':
      case 'locked':
        // Only a worker says that.
        return
      default:
        return unreachable(message)
    }
  }

  private finish(reason: CloseReason): void {
    const { state } = this
    if (state.kind !== 'running') return
    this.state = { kind: 'closed' }
    state.receiver.closed(reason)
  }
}
