import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type {
  Accept,
  CloseReason,
  Connection,
  Packet,
  Receiver,
  Transport,
  WorkerSpec,
} from '../../core/transport.js'
import { inheritedExecArgv } from './exec-argv.js'
import { noteBusy } from './orphans.js'
import { parallelism } from './parallelism.js'
import { Pipe } from './pipe.js'

/** Where frames go, beside standard input, output, error and Node's own channel. */
const FD = 4

/** Bulk reads are fastest into this much (bench/pool). */
const READ_BUFFER = 256 * 1024

/** How long a child may live on after it closed its end of the pipe, in milliseconds. */
const EXIT_GRACE = 1000

type State =
  | { readonly kind: 'running' }
  /** Asked to end or made to; what happens next is told as this. */
  | { readonly kind: 'ending'; readonly reason: CloseReason }
  | { readonly kind: 'gone' }

/** The link to one child process. */
class Child implements Connection {
  receiver!: Receiver
  private readonly process: ChildProcess
  private readonly pipe: Pipe | undefined
  private state: State = { kind: 'running' }
  private graceTimer: NodeJS.Timeout | undefined

  constructor(child: ChildProcess, buffer: Buffer) {
    this.process = child
    const stdio = child.stdio?.[FD] as Socket | null | undefined
    if (stdio) {
      this.pipe = new Pipe(stdio, buffer, {
        bytes: (bytes) => {
          if (this.state.kind !== 'gone') this.receiver.packet({ bytes, attachments: [] })
        },
        drained: () => {
          if (this.state.kind !== 'gone') this.receiver.drained()
        },
        ended: () => this.ended(),
      })
    }
    child.channel?.unref()
    child.on('error', (error) => {
      // Without a process there will be no 'exit'. With one, this is about a signal or a message.
      if (child.pid === undefined) this.finish({ kind: 'failed', error })
    })
    child.on('exit', (code, signal) => {
      this.pipe?.drain()
      this.finish({ kind: 'exited', code, signal, stderr: '' })
    })
  }

  send(packet: Packet): boolean {
    if (this.state.kind !== 'running' || this.pipe === undefined) return true
    return this.pipe.write(packet.bytes)
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
  }

  kill(): void {
    if (this.state.kind === 'gone') return
    this.state = { kind: 'ending', reason: { kind: 'killed' } }
    this.process.kill('SIGKILL')
  }

  /** The child closed its end. Without it, it is of no use: it is given a moment to exit by itself. */
  private ended(): void {
    if (this.state.kind === 'gone') return
    this.receiver.ending?.()
    this.graceTimer = setTimeout(() => {
      this.process.kill('SIGKILL')
    }, EXIT_GRACE)
    this.graceTimer.unref()
  }

  private finish(reason: CloseReason): void {
    const { state } = this
    if (state.kind === 'gone') return
    clearTimeout(this.graceTimer)
    this.state = { kind: 'gone' }
    noteBusy(this.process, false)
    this.pipe?.destroy()
    this.receiver.closed(state.kind === 'ending' ? state.reason : reason)
  }
}

/** A start that failed before there was a process. */
const failed = (accept: Accept, error: unknown): void => {
  const nothing = () => undefined
  const receiver = accept({ send: () => true, hold: nothing, close: nothing, kill: nothing })
  queueMicrotask(() => receiver.closed({ kind: 'failed', error }))
}

const start = (entry: string, spec: WorkerSpec): ChildProcess =>
  spawn(process.execPath, [...(spec.execArgv ?? inheritedExecArgv(process.execArgv)), entry], {
    // Output passes through. Input stays with the parent: workers would fight over it.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    cwd: spec.cwd,
    env: { ...(spec.env ?? process.env) },
    windowsHide: true,
  })

/** Workers that are child processes of this one. `entry` is the file that they run. */
export const childProcess = (entry: URL): Transport => {
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER)
  const path = fileURLToPath(entry)
  return {
    name: 'child process',
    parallelism: parallelism(),
    attach: () => false,
    open: (spec, accept) => {
      let process
      try {
        process = start(path, spec)
      } catch (error) {
        failed(accept, error)
        return
      }
      const child = new Child(process, buffer)
      child.receiver = accept(child)
    },
  }
}
