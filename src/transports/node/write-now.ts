import { writeSync as fsWriteSync } from 'node:fs'

/** Taken at the start: the user's code may replace the methods of `fs`. */
const writeSync = fsWriteSync

/** How a pipe says that it takes no more for now. */
const FULL: ReadonlySet<string | undefined> = new Set(['EAGAIN', 'ENOBUFS'])

const isFull = (error: unknown): boolean => FULL.has((error as NodeJS.ErrnoException).code)

/**
 * Writes as much as a pipe takes at once; gives how many bytes that is.
 * @throws Error when the reader is gone
 */
export const writeNow = (fd: number, bytes: Uint8Array): number => {
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(fd, bytes, at)
  } catch (error) {
    // What was written must not be written again; the next attempt meets the error once more.
    if (at === 0 && !isFull(error)) throw error
  }
  return at
}
