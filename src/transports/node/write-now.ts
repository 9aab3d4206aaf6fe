import { writeSync as fsWriteSync } from 'node:fs'

/** Taken at the start: the user's code may replace the methods of `fs`. */
const writeSync = fsWriteSync

const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN'

/**
 * Writes as much as a pipe takes at once; gives how many bytes that is.
 * @throws Error when the reader is gone
 */
export const writeNow = (fd: number, bytes: Uint8Array): number => {
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at)
  } catch (error) {
    if (!isFull(error)) throw error
  }
  return at
}
