/** When a start comes how far: of the library, of a bare child, and of one with Node's channel. */
import { inTurns } from '../turns.mjs'

const JOB = new URL('job.mjs', import.meta.url)

const TURNS = 7

/** @returns by the kind, milliseconds from the beginning, by what is reached */
export const measureStart = () =>
  inTurns(
    Object.fromEntries(['invoke', 'bare', 'channel'].map((kind) => [kind, [JOB, kind]])),
    TURNS,
  )
