/** The objects of Node's that can travel from process to process: sockets and servers. */
import { Socket as DatagramSocket } from 'node:dgram'
import { EventEmitter } from 'node:events'
import { linkSync, renameSync } from 'node:fs'
import { Server, Socket } from 'node:net'
import { finished } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import type { Travel } from '../../core/attachments.js'
import { handleOf } from './leftovers.js'

/** What can be handed to another process. */
export type Native = Socket | Server | DatagramSocket

/** What a socket of an HTTP server has besides: the parser takes the bytes off its handle. */
interface HttpSocket {
  readonly parser?: unknown
}

/** Whether an object can travel to another process, and how: see `Transport.attach`. */
export const travelOf = (value: unknown): Travel => {
  if (!(value instanceof EventEmitter)) return false
  if (value instanceof Socket) {
    if (isEncrypted(value)) return 'refused'
    // A terminal is a stream of characters, nothing to hand on.
    if (value instanceof ReadStream || value instanceof WriteStream) return false
    return isOpen(value) ? 'move' : 'refused'
  }
  if (value instanceof Server) return isEncrypted(value) || !isOpen(value) ? 'refused' : 'move'
  if (value instanceof DatagramSocket) return isOpen(value) ? 'move' : 'refused'
  return false
}

/** By what only those of `node:tls` have: to load that takes more time than most else of the start of a worker. */
const isEncrypted = (native: Socket | Server): boolean =>
  ('encrypted' in native && native.encrypted === true) || 'setSecureContext' in native

/** Whether there is still something to be handed on. */
export const isOpen = (native: Native): boolean => {
  if (native instanceof Socket) return !native.destroyed && !native.connecting && !!handleOf(native)
  if (native instanceof Server) return native.listening && !!handleOf(native)
  try {
    native.address()
    return true
  } catch {
    return false
  }
}

export const isNative = (value: unknown): value is Native =>
  value instanceof Socket || value instanceof Server || value instanceof DatagramSocket

const nothing = (): void => undefined

/**
 * Stops to read from a socket that is about to leave; gives what was read of it already and was not
 * consumed.
 */
export const stopReading = (socket: Socket): Buffer | undefined => {
  if ((socket as HttpSocket).parser) {
    // Node gives the handle back to the socket when someone wants to see its bytes.
    socket.on('readable', nothing)
    socket.off('readable', nothing)
  }
  socket.pause()
  const prefix = Buffer.concat([takeBuffered(socket), undecodedOf(socket)])
  // Last: `read` asks for more.
  stopHandle(socket)
  return prefix.length > 0 ? prefix : undefined
}

/** Takes what waits to be read out of a socket, and nobody who listens to it hears of that. */
const takeBuffered = (socket: Socket): Buffer => {
  const { readableLength, readableEncoding } = socket
  if (readableLength === 0) return Buffer.alloc(0)
  const own = Object.getOwnPropertyDescriptor(socket, 'emit')
  Object.defineProperty(socket, 'emit', { value: () => false, configurable: true })
  let chunk
  try {
    // Just so much: who asks for more finds the end, and that would close the connection for writing.
    chunk = socket.read(readableLength) as Buffer | string | null
  } finally {
    delete (socket as { emit?: unknown }).emit
    if (own !== undefined) Object.defineProperty(socket, 'emit', own)
  }
  return typeof chunk === 'string'
    ? Buffer.from(chunk, readableEncoding ?? undefined)
    : (chunk ?? Buffer.alloc(0))
}

/** The beginning of a character whose end a socket with an encoding has not read. */
const undecodedOf = (socket: Socket): Buffer => {
  const { _readableState: state } = socket as unknown as {
    _readableState?: {
      decoder?: { lastChar?: Buffer; lastNeed: number; lastTotal: number } | null
    }
  }
  // Undocumented; an instance of the documented `StringDecoder`.
  const { lastChar, lastNeed = 0, lastTotal = 0 } = state?.decoder ?? {}
  return Buffer.from(lastChar?.subarray(0, lastTotal - lastNeed) ?? [])
}

const stopHandle = (socket: Socket): void => {
  const handle = handleOf(socket)
  handle?.readStop?.()
  if (handle) handle.reading = false
}

/** Calls back once nothing waits here any more of what was written to it; gives whether anything does. */
export const awaitWrites = (native: Native, then: () => void): boolean => {
  if (!(native instanceof Socket) || native.writableLength === 0) return false
  while (native.writableCorked > 0) native.uncork()
  if (native.writableEnded) finished(native, { readable: false }, then)
  else native.write('', then)
  return true
}

/** A socket that did not leave goes on where it was. */
export const readAgain = (socket: Socket, prefix: Buffer | undefined): void => {
  letRead(socket)
  if (prefix === undefined) return
  const { readableEncoding } = socket
  if (readableEncoding === null) {
    socket.unshift(prefix)
    return
  }
  const end = prefix.length - undecodedOf(socket).length
  if (end > 0) socket.unshift(prefix.toString(readableEncoding, 0, end), readableEncoding)
}

/** What has come takes in from now on. */
export const startReading = (native: Native): void => {
  if (native instanceof Socket && !native.destroyed) native.read(0)
}

/** Lets a socket read when someone asks it to, although its handle was stopped behind its back. */
const letRead = (socket: Socket): void => {
  // Undocumented: whether it believes that it is reading.
  const state = (socket as unknown as { _readableState?: { reading: boolean } })._readableState
  if (state !== undefined) state.reading = false
}

/** A socket that has just come reads nothing before someone asks: it may have to go on to another process. */
export const hold = (socket: Socket, prefix: Buffer | undefined): void => {
  stopHandle(socket)
  letRead(socket)
  if (prefix !== undefined && prefix.length > 0) socket.unshift(prefix)
}

/** Closes this process's copy of what another one has. */
export const closeNative = (native: Native): void => {
  if (native instanceof Socket) {
    native.destroy()
    return
  }
  if (native instanceof DatagramSocket) {
    if (isOpen(native)) native.close()
    return
  }
  if (!native.listening) return
  const address = native.address()
  if (typeof address === 'string' && process.platform !== 'win32') closeKeepingPath(native, address)
  else native.close()
}

/** Node removes the path of a server that it closes, under which the other process's copy is to be found. */
const closeKeepingPath = (server: Server, path: string): void => {
  const aside = `${path}.${process.pid}`
  try {
    linkSync(path, aside)
  } catch {
    // An abstract name, or a path that is gone.
    server.close()
    return
  }
  server.close()
  renameSync(aside, path)
}
