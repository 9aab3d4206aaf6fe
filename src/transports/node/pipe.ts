import { Socket } from 'node:net'
import { copyOf, plain } from '../../core/clone/text.js'
import { handleOf, readLeftovers } from './leftovers.js'
import { writeNow } from './write-now.js'

/** Taken at the start: the user's code may replace it, and time may stand still there. */
const { setTimeout } = globalThis

/** What a pipe tells. Nothing is told from inside a method of the pipe. */
export interface PipeEvents {
  /** Bytes that lie in a shared buffer: they are valid only until this returns. */
  bytes(bytes: Uint8Array): void
  drained(): void
  /** The peer sends no more, or the pipe broke. */
  ended(): void
}

/** How a pipe says that the peer did not take what was sent. */
const UNREAD: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET'])

/** The parent's end of a child's fd 4. */
export class Pipe {
  private readonly socket: Socket
  private readonly events: PipeEvents
  private readonly buffer: Buffer
  private broken = false
  private snoozing: NodeJS.Timeout | undefined

  /** @param buffer memory to read into; pipes may share it, as they read one after the other */
  constructor(stdio: Socket, buffer: Buffer, events: PipeEvents) {
    this.buffer = buffer
    this.events = events
    this.socket = this.rewrap(stdio) ?? this.listen(stdio)
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      // Followed by 'close'. The child's exit tells more.
      if (UNREAD.has(error.code)) this.broken = true
    })
    this.socket.on('drain', () => this.events.drained())
    this.socket.on('close', () => this.events.ended())
    this.socket.unref()
    this.drainBeforeDestroy()
  }

  /** @param lent whether the bytes are somebody else's: only what the pipe does not take at once is copied */
  write(bytes: Uint8Array, lent = false): boolean {
    if (!lent) return this.socket.write(bytes)
    const taken = this.writeNow(bytes)
    return taken === bytes.length || this.socket.write(copyOf(bytes.subarray(taken)))
  }

  /** Gives how many bytes went out, past the socket: none where there is no descriptor, or where others wait before them. */
  private writeNow(bytes: Uint8Array): number {
    const { socket } = this
    const fd = handleOf(socket)?.fd ?? -1
    if (fd < 0 || socket.writableLength > 0 || socket.connecting || socket.writableEnded) return 0
    try {
      return writeNow(fd, bytes)
    } catch {
      // The reader is gone: the socket meets that as well, and tells it.
      return 0
    }
  }

  /** Reads nothing for a while: what comes waits in the kernel. */
  snooze(milliseconds: number): void {
    const handle = handleOf(this.socket)
    if (this.snoozing !== undefined || typeof handle?.readStart !== 'function') return
    handle.readStop?.()
    this.snoozing = setTimeout(() => {
      this.snoozing = undefined
      if (!this.socket.destroyed) handleOf(this.socket)?.readStart?.()
    }, milliseconds)
    this.snoozing.unref()
  }

  /** Whether the peer is gone without having read the last bytes. */
  get unread(): boolean {
    return this.broken || this.socket.writableLength > 0
  }

  /** Delivers what is queued, then tells the peer that there is no more. */
  end(): void {
    this.socket.end()
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** Reads what a dead peer has left in the kernel. */
  drain(): void {
    if (readLeftovers(this.socket, this.buffer, (bytes) => this.events.bytes(bytes))) {
      this.broken = true
    }
  }

  /**
   * Puts the handle under a socket that reads into a static buffer: up to four times faster for large
   * values (bench/pool). Nothing documented allows it, so whatever looks different falls back.
   */
  private rewrap(stdio: Socket): Socket | undefined {
    const handle = handleOf(stdio)
    if (typeof handle?.readStop !== 'function') return undefined
    handle.readStop()
    handle.reading = false
    const memory = plain(this.buffer)
    const socket = new Socket({
      handle,
      readable: true,
      writable: true,
      onread: {
        buffer: this.buffer,
        callback: (size: number) => {
          this.events.bytes(memory.subarray(0, size))
          return true
        },
      },
    } as unknown as ConstructorParameters<typeof Socket>[0])
    // The first socket must not touch the handle any more.
    ;(stdio as unknown as { _handle: null })._handle = null
    return socket
  }

  private listen(stdio: Socket): Socket {
    stdio.on('data', (bytes: Buffer) => this.events.bytes(bytes))
    return stdio
  }

  /** A write that fails destroys the socket, and with it the last words that wait in the kernel. */
  private drainBeforeDestroy(): void {
    const { socket } = this
    const destroy = socket._destroy.bind(socket)
    socket._destroy = (error, callback) => {
      this.drain()
      destroy(error, callback)
    }
  }
}
