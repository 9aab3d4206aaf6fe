import { readSync } from 'node:fs'
import type { Socket } from 'node:net'

/** The handle under a socket of Node's, as far as it is known to be there. */
export interface Handle {
  readonly fd?: number
  readonly writeQueueSize?: number
  reading?: boolean
  readStart?(): unknown
  readStop?(): unknown
  close?(): void
}

export const handleOf = (socket: object): Handle | null | undefined =>
  (socket as { _handle?: Handle | null })._handle

/**
 * Reads what a dead peer has left in the kernel. Gives whether the peer had left something unread that was
 * sent to it.
 */
export const readLeftovers = (
  socket: Socket,
  buffer: Buffer,
  take: (bytes: Buffer) => void,
): boolean => {
  const fd = handleOf(socket)?.fd
  if (fd === undefined || fd < 0) return false
  try {
    for (;;) {
      const size = readSync(fd, buffer, 0, buffer.length, null)
      if (size === 0) return false
      take(buffer.subarray(0, size))
    }
  } catch (error) {
    // EAGAIN: the kernel has no more.
    return (error as NodeJS.ErrnoException).code === 'ECONNRESET'
  }
}
