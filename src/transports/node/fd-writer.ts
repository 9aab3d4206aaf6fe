import type { Socket } from 'node:net'
import { copyOf } from '../../core/clone/text.js'
import { writeNow } from './write-now.js'

/** A cell to sleep on while a pipe is full. */
const CELL = new Int32Array(new SharedArrayBuffer(4))

/** Tries without sleep before the first sleep: a reader that is awake makes room at once. */
const SPINS = 16

/**
 * The only writer of a file descriptor. It writes at once and synchronously, so that what was sent
 * survives whatever happens to this process; what the pipe does not take goes through the socket,
 * one chunk at a time, so that a synchronous flush can go on exactly where it stopped.
 */
export class FdWriter {
  private readonly fd: number
  private readonly socket: Socket
  private readonly drained: () => void
  private queue: Uint8Array[] = []
  /** The chunk that the socket is writing. */
  private flying: Uint8Array | undefined
  private broken = false
  /** Milliseconds that a write may wait for the reader, once the process ends: nothing is left to the socket then. */
  private deadline: number | undefined

  constructor(fd: number, socket: Socket, drained: () => void) {
    this.fd = fd
    this.socket = socket
    this.drained = drained
  }

  /**
   * Takes the bytes; `false` when they must wait.
   * @param lent whether they are somebody else's: what must wait is copied
   */
  write(bytes: Uint8Array, lent = false): boolean {
    // Nothing may begin of which the reader cannot hear.
    if (this.broken) return false
    if (this.deadline !== undefined) {
      this.broken = !this.writeFully(bytes, this.deadline)
      return true
    }
    if (this.flying !== undefined) {
      this.queue.push(lent ? copyOf(bytes) : bytes)
      return false
    }
    const rest = this.writeNow(bytes)
    if (rest === undefined) return !this.broken
    this.fly(lent ? copyOf(rest) : rest)
    return false
  }

  /**
   * Blocks until everything is written, or the deadline has passed; so does every write from now on. For
   * a process that ends: if its event loop turned again, the socket would write its chunk once more.
   * @param deadline milliseconds to wait for a reader that takes nothing
   */
  flushSync(deadline: number): void {
    this.deadline = deadline
    const chunks = [...this.takeFlying(), ...this.queue]
    this.queue = []
    // Nothing may be written in between any more, by whatever way.
    if (chunks.length > 0) this.broken = true
    for (const chunk of chunks) if (!this.writeFully(chunk, deadline)) return
    this.broken = false
  }

  /** Writes as much as the pipe takes at once; gives what is left. */
  private writeNow(bytes: Uint8Array): Uint8Array | undefined {
    try {
      const taken = writeNow(this.fd, bytes)
      return taken === bytes.length ? undefined : bytes.subarray(taken)
    } catch {
      // The reader is gone. Its end of the pipe tells the rest of the program.
      this.broken = true
      return undefined
    }
  }

  private fly(chunk: Uint8Array): void {
    this.flying = chunk
    this.socket.write(chunk, () => {
      if (this.flying !== chunk) return
      this.flying = undefined
      const next = this.queue.shift()
      if (next !== undefined) this.fly(next)
      else this.drained()
    })
  }

  /** What the socket has not written yet of its chunk, taken out of its hands. */
  private takeFlying(): Uint8Array[] {
    const { flying } = this
    if (flying === undefined) return []
    this.flying = undefined
    // Undocumented, and exact: with one chunk inside, its queue is what is left of the chunk.
    const handle = (this.socket as unknown as { _handle?: { writeQueueSize?: number } | null })
      ._handle
    const left = handle?.writeQueueSize ?? 0
    return left === 0 ? [] : [flying.subarray(flying.length - left)]
  }

  private writeFully(bytes: Uint8Array, deadline: number): boolean {
    const end = Date.now() + deadline
    let spins = SPINS
    for (let at = 0; at < bytes.length;) {
      let taken
      try {
        taken = writeNow(this.fd, at === 0 ? bytes : bytes.subarray(at))
      } catch {
        return false
      }
      at += taken
      if (taken > 0) spins = SPINS
      else if (Date.now() > end) return false
      else if (spins-- <= 0) Atomics.wait(CELL, 0, 0, 1)
    }
    return true
  }
}
