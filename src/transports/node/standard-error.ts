import type { Socket } from 'node:net'
import { readLeftovers } from './leftovers.js'

/** How much of the end is kept, in bytes: a report of the engine's, with its native stack. */
const KEPT = 8 * 1024

/** Where leftovers are read into; only one is read at a time. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024)

/** Those that are open: what they hold must not be lost when this process ends. */
const open = new Set<StandardError>()
let watching = false

const nothing = (): void => undefined

/** Writes as `console.error` does: a standard error that nobody reads any more ends no program. */
const write = (bytes: Uint8Array, done: () => void): boolean => {
  const { stderr } = process
  if (stderr.listenerCount('error') === 0) stderr.once('error', nothing)
  return stderr.write(bytes, done)
}

/** What a child writes to its standard error: passed on, and its end kept. */
export class StandardError {
  private readonly stream: Socket
  private chunks: Buffer[] = []
  private size = 0
  private readonly resume = (): void => {
    this.stream.resume()
  }

  constructor(stream: Socket) {
    this.stream = stream
    open.add(this)
    if (!watching) {
      watching = true
      process.on('exit', () => {
        for (const each of open) each.drain()
      })
    }
    stream.on('data', (bytes: Buffer) => this.take(bytes))
    stream.on('error', nothing)
    // Not when the child is gone: its own children may have it, too.
    stream.on('close', () => {
      open.delete(this)
    })
    stream.unref()
  }

  /** The last lines, whole as far as they were kept. */
  get tail(): string {
    const text = Buffer.concat(this.chunks).toString('utf8')
    if (text.length < KEPT / 2) return text
    const kept = text.slice(-KEPT)
    return kept.slice(kept.indexOf('\n') + 1)
  }

  /** Takes what the child has left, now that it writes no more. */
  drain(): void {
    this.stream.resume()
    readLeftovers(this.stream, buffer, (bytes) => this.take(Buffer.from(bytes)))
  }

  private take(bytes: Buffer): void {
    this.keep(bytes)
    // Not until 'drain', which never comes of a standard error that broke.
    if (!write(bytes, this.resume)) this.stream.pause()
  }

  private keep(bytes: Buffer): void {
    const end = bytes.length > KEPT ? bytes.subarray(-KEPT) : bytes
    this.chunks.push(end)
    this.size += end.length
    while (this.chunks.length > 1 && this.size - this.chunks[0].length >= KEPT) {
      this.size -= (this.chunks.shift() as Buffer).length
    }
  }
}
