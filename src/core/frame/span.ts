/** How long a call ran, and how much of that it worked. */
export interface Span {
  /** In milliseconds. */
  readonly duration: number
  /** The share of the duration in which it used the processor, from 0 to 1. */
  readonly busy: number
}

// Both in one number of 32 bits.

/** The lowest bits say how long: in microseconds, or in milliseconds where this one is set. */
const IN_MILLISECONDS = 2 ** 24
const MOST = 2 ** 24 - 1
/** Above them stands the share that it worked, in steps of this number. */
const BUSY = 2 ** 25
const STEPS = 127

/** @param busy from 0 to 1 */
export const packSpan = ({ duration, busy }: Span): number => {
  const micro = Math.max(1, Math.round(duration * 1000))
  const time = micro <= MOST ? micro : IN_MILLISECONDS + Math.min(MOST, Math.round(micro / 1000))
  return Math.round(busy * STEPS) * BUSY + time
}

/** `undefined` for 0, which says nothing. */
export const unpackSpan = (packed: number): Span | undefined => {
  if (packed === 0) return undefined
  const busy = Math.floor(packed / BUSY) / STEPS
  const time = packed % BUSY
  const duration = time < IN_MILLISECONDS ? time / 1000 : time - IN_MILLISECONDS
  return { duration, busy }
}

/** Whether something took less than a millisecond; not, when it is not known. */
export const isBrief = (packed: number): boolean => packed !== 0 && packed % BUSY < 1000
