import { fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import { plain } from '../../core/clone/text.js'
import type { Accept, Connection, Packet } from '../../core/transport.js'
import { guardArrivals } from './arrival-guard.js'
import { FdWriter } from './fd-writer.js'
import { HandleChannel } from './handle-channel.js'
import { startReading, type Native } from './native.js'

const FD = 4

const NO_BYTES = new Uint8Array(0)
const NONE: readonly unknown[] = []

/** Bulk reads are fastest into this much (bench/pool). */
const READ_BUFFER = 256 * 1024

/** How long dying may wait for a parent that does not read, in milliseconds. */
const FLUSH_DEADLINE = 5000

const assertFd = (): void => {
  try {
    if (fstatSync(FD).isSocket() || fstatSync(FD).isFIFO()) return
  } catch {
    // Reported below.
  }
  throw new Error('this file is the entry of a worker: it is started by a pool, not by hand')
}

/**
 * The link of a child process to its parent, over fd 4.
 * @throws Error when there is no such descriptor
 */
export const linkToParent = (accept: Accept): void => {
  assertFd()
  let closed = false
  const buffer = Buffer.allocUnsafeSlow(READ_BUFFER)
  const memory = plain(buffer)
  const socket = new Socket({
    fd: FD,
    readable: true,
    writable: true,
    onread: {
      buffer,
      callback: (size: number) => {
        receiver.packet({ bytes: memory.subarray(0, size), attachments: NONE })
        return true
      },
    },
  } as unknown as ConstructorParameters<typeof Socket>[0])
  const writer = new FdWriter(FD, socket, () => {
    if (!closed) receiver.drained()
  })
  const connection: Connection = {
    borrows: true,
    send: (packet: Packet) => {
      if (closed) return true
      if (packet.attachments.length > 0) handles.send(packet.attachments)
      return writer.write(packet.bytes, packet.lent)
    },
    accept: (attachment) => startReading(attachment as Native),
    discard: (attachment) => handles.discard(attachment),
    flushSync: () => {
      if (!closed) writer.flushSync(FLUSH_DEADLINE)
    },
    hold: (keep) => {
      if (keep) socket.ref()
      else socket.unref()
    },
    close: () => {
      socket.end()
    },
    kill: () => {
      socket.destroy()
    },
  }
  // First of all: the parent has something to say to it, and needs as long for that as what follows.
  const receiver = accept(connection)
  const handles = new HandleChannel(process, {
    arrived: (attachment) => {
      if (!closed) receiver.packet({ bytes: NO_BYTES, attachments: [attachment] })
    },
    // The parent waits for what cannot be sent: the end of this process tells it.
    broken: () => {
      socket.destroy()
    },
  })
  guardArrivals()
  // Only the link holds this process.
  process.channel?.unref()
  process.on('disconnect', () => {
    if (handles.isBusy) socket.destroy()
  })
  socket.on('error', () => {
    // Followed by 'close'.
  })
  socket.on('close', () => {
    if (closed) return
    closed = true
    receiver.closed({ kind: 'closed' })
  })
}
