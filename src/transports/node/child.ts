import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Reclaimed } from '../../core/attachments.js'
import type { CloseReason, Connection, Packet, Receiver } from '../../core/transport.js'
import { guardChannel } from './channel-guard.js'
import { channelClosed, HandleChannel } from './handle-channel.js'
import { startReading, type Native } from './native.js'
import { noteBusy } from './orphans.js'
import { Pipe } from './pipe.js'
import { StandardError } from './standard-error.js'

/** Where a child writes its errors, and where frames go beside it. */
const STDERR = 2
const FD = 4

const NO_BYTES = new Uint8Array(0)
const NONE: readonly unknown[] = []

/** How long a child may live on after it closed its end of the pipe, before each signal, in milliseconds. */
const EXIT_GRACE = 1000

/** How long a child that was asked to end may take before it gets a signal, in milliseconds. */
const CLOSE_GRACE = 2000

type State =
  | { readonly kind: 'running' }
  /** Asked to end or made to; what happens next is told as this. */
  | { readonly kind: 'ending'; readonly reason: CloseReason }
  | { readonly kind: 'gone' }

/** The link to one child process. */
export class Child implements Connection {
  readonly borrows = true
  receiver!: Receiver
  private readonly process: ChildProcess
  private readonly pipe: Pipe | undefined
  private readonly errors: StandardError | undefined
  private readonly handles: HandleChannel
  private state: State = { kind: 'running' }
  private timer: NodeJS.Timeout | undefined

  /** @param buffer memory to read into */
  constructor(child: ChildProcess, buffer: Buffer) {
    this.process = child
    const stdio = child.stdio?.[FD] as Socket | null | undefined
    if (stdio) {
      this.pipe = new Pipe(stdio, buffer, {
        bytes: (bytes) => {
          if (this.state.kind !== 'gone') this.receiver.packet({ bytes, attachments: NONE })
        },
        drained: () => {
          if (this.state.kind !== 'gone') this.receiver.drained()
        },
        ended: () => this.ended(),
      })
    }
    const stderr = child.stdio?.[STDERR] as Socket | null | undefined
    if (stderr) this.errors = new StandardError(stderr)
    this.handles = new HandleChannel(child, {
      arrived: (attachment) => {
        if (this.state.kind !== 'gone') {
          this.receiver.packet({ bytes: NO_BYTES, attachments: [attachment] })
        }
      },
      broken: (error) => this.break(error),
    })
    guardChannel(
      child,
      (error) => this.break(error),
      () => this.cutOff(),
    )
    child.channel?.unref()
    child.on('error', (error) => {
      // Without a process there will be no 'exit'. With one, this is about a signal or a message.
      if (child.pid === undefined) this.finish({ kind: 'failed', error })
    })
    child.on('exit', (code, signal) => {
      this.pipe?.drain()
      this.errors?.drain()
      this.finish({ kind: 'exited', code, signal, stderr: this.errors?.tail ?? '' })
    })
  }

  send(packet: Packet): boolean {
    if (this.state.kind !== 'running' || this.pipe === undefined) return true
    if (packet.attachments.length > 0) this.handles.send(packet.attachments)
    return this.pipe.write(packet.bytes, packet.lent)
  }

  snooze(milliseconds: number): void {
    if (this.state.kind === 'running') this.pipe?.snooze(milliseconds)
  }

  accept(attachment: unknown): void {
    startReading(attachment as Native)
  }

  discard(attachment: unknown): void {
    this.handles.discard(attachment)
  }

  reclaim(attachment: unknown): Reclaimed {
    return this.handles.reclaim(attachment)
  }

  hold(keep: boolean): void {
    if (this.state.kind === 'gone') return
    // The pipe never holds the process: it may be gone before the child is.
    if (keep) this.process.ref()
    else this.process.unref()
    noteBusy(this.process, keep)
  }

  close(): void {
    if (this.state.kind !== 'running') return
    this.state = { kind: 'ending', reason: { kind: 'closed' } }
    this.pipe?.end()
    this.signalIn(CLOSE_GRACE, 'SIGTERM')
  }

  kill(): void {
    if (this.state.kind === 'gone') return
    this.state = { kind: 'ending', reason: { kind: 'killed' } }
    this.process.kill('SIGKILL')
  }

  /** It cannot be sent what it waits for. */
  private break(error: unknown): void {
    if (this.state.kind !== 'running') return
    this.state = { kind: 'ending', reason: { kind: 'failed', error } }
    this.process.kill('SIGKILL')
  }

  /** The child takes no more objects. It is gone, which is told in a moment, or has closed the channel. */
  private cutOff(): void {
    if (this.state.kind !== 'running' || !this.handles.isBusy) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.break(channelClosed()), EXIT_GRACE)
  }

  /** The child closed its end. Without it, it is of no use: it is given a moment to exit by itself. */
  private ended(): void {
    if (this.state.kind === 'gone') return
    this.receiver.ending?.()
    // One that was asked to end has been given its time, and may use it to clean up.
    if (this.state.kind !== 'running') return
    this.signalIn(EXIT_GRACE, 'SIGTERM', () => {
      // Whatever the signal says then: this is what it died of.
      if (this.state.kind === 'running') this.state = { kind: 'ending', reason: { kind: 'closed' } }
      this.signalIn(EXIT_GRACE, 'SIGKILL')
    })
  }

  private signalIn(milliseconds: number, signal: NodeJS.Signals, then?: () => void): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.process.kill(signal)
      then?.()
    }, milliseconds)
    this.timer.unref()
  }

  private finish(reason: CloseReason): void {
    const { state } = this
    if (state.kind === 'gone') return
    clearTimeout(this.timer)
    this.state = { kind: 'gone' }
    noteBusy(this.process, false)
    const unread = this.pipe?.unread === true
    this.pipe?.destroy()
    const told = state.kind === 'ending' ? state.reason : reason
    this.receiver.closed(unread ? { ...told, unread } : told)
    this.handles.close()
  }
}
