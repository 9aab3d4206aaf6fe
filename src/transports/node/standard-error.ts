import type { Socket } from 'node:net'
import { readLeftovers } from './leftovers.js'

/** How much of the end is kept, in bytes: a report of the engine's, with its native stack. */
const KEPT = 8 * 1024

/** Where leftovers are read into; only one is read at a time. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024)

/** Those that are open: what they hold must not be lost when this process ends. */
const open = new Set<StandardError>()
/** Those that wait until our own standard error takes more. */
const waiting = new Set<StandardError>()
let watching = false

const nothing = (): void => undefined

const resumeAll = (): void => {
  for (const each of waiting) each.resume()
  waiting.clear()
}

/** Writes as `console.error` does: a standard error that nobody reads any more ends no program. */
const write = (bytes: Uint8Array): boolean => {
  const { stderr } = process
  if (stderr.listenerCount('error') === 0) stderr.once('error', nothing)
  return stderr.write(bytes)
}

/** What a child writes to its standard error: passed on, and its end kept. */
export class StandardError {
  private readonly stream: Socket
  private chunks: Buffer[] = []
  private size = 0

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

  resume(): void {
    this.stream.resume()
  }

  private take(bytes: Buffer): void {
    this.keep(bytes)
    if (write(bytes)) return
    this.stream.pause()
    if (waiting.size === 0) process.stderr.once('drain', resumeAll)
    waiting.add(this)
  }

  private keep(bytes: Buffer): void {
    this.chunks.push(bytes.length > KEPT ? bytes.subarray(-KEPT) : bytes)
    this.size += bytes.length
    while (this.chunks.length > 1 && this.size - this.chunks[0].length >= KEPT) {
      this.size -= (this.chunks.shift() as Buffer).length
    }
  }
}
