import type { CloseReason, Connection, Packet, Receiver } from '../../core/transport.js'
import { unreachable } from '../../core/unreachable.js'
import type { Reclaimed } from '../../core/attachments.js'
import { watchLock } from './life.js'
import type { Message, Port } from './message.js'
import { packetOf, Traffic } from './traffic.js'

type State =
  | { readonly kind: 'running' }
  /** It will be told to have ended for this reason. */
  | { readonly kind: 'ending'; readonly reason: CloseReason }
  | { readonly kind: 'gone' }

/** How long the last messages of a worker may be on their way when its lock is free, in milliseconds. */
const LAST_MESSAGES = 100

/** The page's end of the link to a dedicated worker. */
export class DedicatedWorker implements Connection {
  receiver!: Receiver
  private readonly worker: Worker
  private readonly port: Port
  private readonly traffic: Traffic
  private unwatch: (() => void) | undefined
  private state: State = { kind: 'running' }

  constructor(worker: Worker) {
    this.worker = worker
    this.port = worker
    this.traffic = new Traffic(worker)
    worker.addEventListener('message', (event: MessageEvent<Message>) => this.hear(event.data))
    worker.addEventListener('messageerror', () => {
      this.finish({ kind: 'failed', error: new Error('a message of the worker cannot be read') })
    })
    worker.addEventListener('error', (event) => {
      // Who has called is told: it is no error of the page's.
      event.preventDefault()
      this.finish({ kind: 'failed', error: startError(event) })
    })
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
  hold(): void {}

  close(): void {
    if (this.state.kind !== 'running') return
    this.state = { kind: 'ending', reason: { kind: 'closed' } }
    this.port.postMessage({ kind: 'close' }, [])
  }

  kill(): void {
    if (this.state.kind === 'gone') return
    this.state = { kind: 'ending', reason: { kind: 'killed' } }
    this.worker.terminate()
    queueMicrotask(() => this.finish({ kind: 'killed' }))
  }

  private hear(message: Message): void {
    if (this.state.kind === 'gone') return
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
        return this.watch(message.name)
      case 'failed':
        return this.finish(message)
      case 'end':
        return this.ended(message)
      case 'close':
        // Only a page says that.
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

  /** A worker that is gone without a word gives back its lock. */
  private watch(lock: string): void {
    this.unwatch = watchLock(lock, () => {
      setTimeout(() => {
        this.finish({ kind: 'exited', code: null, signal: null, stderr: '' })
      }, LAST_MESSAGES)
    })
  }

  private finish(reason: CloseReason): void {
    const { state } = this
    if (state.kind === 'gone') return
    this.state = { kind: 'gone' }
    this.unwatch?.()
    this.worker.terminate()
    this.receiver.closed(state.kind === 'ending' ? state.reason : reason)
  }
}

/** Why a worker did not start. Of a script that cannot be had, browsers say nothing. */
const startError = (event: Event): Error => {
  const { message, filename, lineno } = event as Partial<ErrorEvent>
  if (message === undefined || message === '') {
    return new Error(
      'the script of the worker, or one that it imports, cannot be loaded: see the network log and the console',
    )
  }
  return new Error(`${message} (${filename}:${lineno})`)
}
