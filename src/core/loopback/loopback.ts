import type { Accept, CloseReason, Connection, Packet, Receiver, Transport } from '../transport.js'

/** How a loopback transport behaves. */
export interface LoopbackOptions {
  /** The worker's side of every link, as a worker's entry would serve it. */
  readonly serve: Accept
  /** Milliseconds that a packet is on its way; by default it arrives in the same turn. */
  readonly latency?: number
  /** The most bytes that arrive at once: 1 cuts everything at every byte. */
  readonly fragment?: number
  /** Bytes on their way at which `send` asks to wait. */
  readonly highWater?: number
  /** Which objects travel beside the bytes. @default none */
  readonly attach?: Transport['attach']
}

/** The worker at the far end of a loopback link. */
export interface LoopbackWorker {
  /** Ends it as a crash would: what it has sent still arrives, what was sent to it does not. */
  die(reason?: CloseReason): void
}

/** A transport in memory, with workers that live in this very process. For tests. */
export interface Loopback extends Transport {
  /** The workers opened so far, oldest first. */
  readonly workers: readonly LoopbackWorker[]
  /** Whether any link keeps the process alive. */
  readonly held: boolean
}

const DEFAULT_HIGH_WATER = 64 * 1024

/** One end of a link: a queue towards the other end. */
class End implements Connection {
  receiver: Receiver | undefined
  peer!: End
  held = true
  private readonly options: LoopbackOptions
  private queue: Packet[] = []
  private queued = 0
  private full = false
  private moving = false
  private ending: CloseReason | undefined
  private gone = false

  constructor(options: LoopbackOptions) {
    this.options = options
  }

  send(packet: Packet): boolean {
    if (this.gone || this.ending !== undefined) return true
    this.queue.push(packet)
    this.queued += packet.bytes.length
    this.move()
    this.full = this.queued >= (this.options.highWater ?? DEFAULT_HIGH_WATER)
    return !this.full
  }

  /** Nothing to do: what is queued does not depend on this end any more. */
  flushSync(): void {}

  hold(keep: boolean): void {
    this.held = keep && !this.gone
  }

  close(): void {
    this.end({ kind: 'closed' })
  }

  kill(): void {
    if (this.gone) return
    this.queue = []
    this.end({ kind: 'killed' })
  }

  /** Ends this side without a word to itself: what it sent before still arrives. */
  die(reason: CloseReason): void {
    if (this.gone) return
    this.gone = true
    this.held = false
    this.ending = this.peer.queue.length > 0 ? { ...reason, unread: true } : reason
    this.peer.queue = []
    this.move()
  }

  /** Behind what is queued, both ends are told. */
  private end(reason: CloseReason): void {
    if (this.gone || this.ending !== undefined) return
    this.ending = reason
    this.move()
  }

  private move(): void {
    if (this.moving) return
    this.moving = true
    if (this.options.latency === undefined) queueMicrotask(this.deliver)
    else setTimeout(this.deliver, this.options.latency)
  }

  private readonly deliver = (): void => {
    this.moving = false
    const packet = this.queue.shift()
    if (packet !== undefined) {
      this.queued -= packet.bytes.length
      this.peer.deliverTo(packet, this.options.fragment ?? Infinity)
      if (this.full && this.queued < (this.options.highWater ?? DEFAULT_HIGH_WATER)) {
        this.full = false
        this.receiver?.drained()
      }
      this.move()
      return
    }
    const reason = this.ending
    if (reason === undefined) return
    const far: CloseReason = reason.kind === 'killed' ? { kind: 'closed' } : reason
    this.finish(reason)
    this.peer.finish(far)
  }

  private deliverTo({ bytes, attachments }: Packet, fragment: number): void {
    let pending: readonly unknown[] = attachments
    for (let at = 0; at < bytes.length && !this.gone; at += fragment) {
      const part = new Uint8Array(bytes.subarray(at, Math.min(bytes.length, at + fragment)))
      this.receiver?.packet({ bytes: part, attachments: pending })
      // Whoever looks at the bytes after their time sees that they are gone.
      part.fill(0xee)
      pending = []
    }
  }

  private finish(reason: CloseReason): void {
    const dead = this.gone
    this.gone = true
    this.held = false
    this.queue = []
    const { receiver } = this
    this.receiver = undefined
    if (!dead) receiver?.closed(reason)
  }
}

export const loopback = (options: LoopbackOptions): Loopback => {
  const workers: LoopbackWorker[] = []
  const ends: End[] = []
  return {
    name: 'loopback',
    parallelism: 2,
    workers,
    get held() {
      return ends.some((end) => end.held)
    },
    attach: options.attach ?? (() => false),
    open: (_spec, accept) => {
      const near = new End(options)
      const far = new End(options)
      near.peer = far
      far.peer = near
      ends.push(near)
      workers.push({
        die: (reason = { kind: 'exited', code: null, signal: 'SIGKILL', stderr: '' }) => {
          far.die(reason)
        },
      })
      near.receiver = accept(near)
      far.receiver = options.serve(far)
    },
  }
}
