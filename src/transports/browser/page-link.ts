import type { Accept, CloseReason, Connection, Packet, Receiver } from '../../core/transport.js'
import { unreachable } from '../../core/unreachable.js'
import type { Reclaimed } from '../../core/attachments.js'
import { watchLock } from './life.js'
import type { Message, Place, TwoWayPort } from './message.js'
import { packetOf, Traffic, type TravelOf } from './traffic.js'

type State =
  /** Nobody takes anything yet: it is kept. */
  | { readonly kind: 'idle'; readonly early: Message[] }
  | { readonly kind: 'running'; readonly receiver: Receiver }
  | { readonly kind: 'closed' }

/** What the end of a link in a worker needs of the worker. */
export interface LinkedWorker {
  /** The lock that it holds for as long as it lives; `undefined` where there are none. */
  readonly lock: Promise<string | undefined>
  readonly travelOf: TravelOf
  place(): Place
}

/** The worker's end of the link to a page. It listens from the moment that it is made. */
export class PageLink implements Connection {
  readonly borrows = true
  /** The lock that the page holds as long as it is there, where pages share the worker. */
  readonly page: string | undefined
  private readonly port: TwoWayPort
  private readonly worker: LinkedWorker
  private readonly traffic: Traffic
  private state: State = { kind: 'idle', early: [] }
  private hasEnded = false
  private unwatch: (() => void) | undefined
  /** Settles once the page would notice the end of the worker. */
  private readonly locked: Promise<void>

  constructor(port: TwoWayPort, worker: LinkedWorker, page?: string) {
    this.page = page
    // What it does not say itself any more, its lock does.
    if (page !== undefined) this.unwatch = watchLock(page, () => this.abandon())
    this.port = port
    this.worker = worker
    this.traffic = new Traffic(port, worker.travelOf)
    this.traffic.listen(
      (message) => this.hear(message),
      () => {
        this.fail(new Error('a message of the page cannot be read'))
        this.finish({ kind: 'closed' })
      },
    )
    this.locked = worker.lock.then((name) => {
      if (name !== undefined) port.postMessage({ kind: 'locked', name }, [])
    })
  }

  /** Begins to deliver, once the worker would be missed. Called once. */
  start(accept: Accept): void {
    void this.locked.then(() => {
      const receiver = accept(this)
      // The page may have gone meanwhile.
      if (this.state.kind !== 'idle') return receiver.closed({ kind: 'closed' })
      const { early } = this.state
      this.state = { kind: 'running', receiver }
      for (const message of early) this.hear(message)
    })
  }

  /** Says that the worker ends, behind what was sent. */
  exit(): void {
    this.end({ kind: 'end', own: true, read: this.traffic.read })
  }

  /** Says that the worker cannot begin, or go on. */
  fail(error: unknown): void {
    try {
      this.end({ kind: 'failed', error })
    } catch {
      this.end({ kind: 'failed', error: String(error) })
    }
  }

  /** The page is gone without a word. */
  private abandon(): void {
    this.hasEnded = true
    this.finish({ kind: 'closed' })
  }

  send(packet: Packet): boolean {
    if (this.hasEnded || this.state.kind === 'closed') return true
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
    this.leave()
    queueMicrotask(() => this.finish({ kind: 'closed' }))
  }

  kill(): void {
    this.leave()
    queueMicrotask(() => this.finish({ kind: 'killed' }))
  }

  /** Says that nothing more comes from here. */
  leave(): void {
    this.end({ kind: 'end', own: false, read: this.traffic.read })
  }

  /** Says the last that is said. */
  private end(message: Message & { kind: 'end' | 'failed' }): void {
    if (this.hasEnded) return
    this.port.postMessage(message, [])
    this.hasEnded = true
  }

  private hear(message: Message): void {
    if (this.hasEnded) return
    if (message.kind === 'where') {
      return this.port.postMessage({ kind: 'here', place: this.worker.place() }, [])
    }
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
      case 'where':
      case 'object':
        // Answered, or noted, before.
        return
      case 'end':
      case 'failed':
      case 'here':
      case 'locked':
        // Only a worker says that.
        return
      default:
        return unreachable(message)
    }
  }

  private finish(reason: CloseReason): void {
    const { state } = this
    if (state.kind === 'closed') return
    this.state = { kind: 'closed' }
    this.unwatch?.()
    if (state.kind === 'running') state.receiver.closed(reason)
  }
}
