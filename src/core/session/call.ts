import type { Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import type { Window } from '../clone/live.js'
import { Shapes } from '../clone/shapes.js'
import { Limit } from '../clone/tags.js'
import { attachNothing } from '../clone/unsendable.js'
import type { Lifted } from './lifted.js'

/** An export of a module, as all connections of a pool call it. */
export interface Method {
  /** From 1, the same on every connection of the pool. */
  readonly number: number
  /** The resolved specifier of the module. */
  readonly module: string
  /** The name of the export; `null` only loads the module. */
  readonly name: string | null
  /** What tells a worker of it. */
  readonly definition: Encoded
}

export const defineMethod = (number: number, module: string, name: string | null): Method => {
  const encoded = new Encoder(new Shapes(), attachNothing).encode([module, name], 'method')
  return { number, module, name, definition: copyOf(encoded) }
}

/** An encoded value that stays valid when its encoder is used again. */
export const copyOf = ({ bytes, length, shapes, attachments, leaves, rest }: Encoded): Encoded => ({
  // Not `slice`, which gives a view where the bytes are the host's own kind.
  bytes:
    length >= Limit.LARGE || rest !== undefined || leaves.length > 0
      ? bytes
      : new Uint8Array(bytes.subarray(0, length)),
  length,
  shapes,
  attachments,
  leaves,
  rest,
})

/** How far iterators run ahead by default: enough to keep a pipe full, little enough to be let go. */
export const DEFAULT_WINDOW: Window = { items: 1024, bytes: 1 << 20 }

/** What the options of a call ask of its session. */
export interface Terms {
  readonly window: Window
  /** Whether it wants to know when its function begins. */
  readonly clocked: boolean
  /** A worker has it, and is told in this way that nobody wants its outcome any more. */
  sent(cancel: (reason: unknown, grace: number) => void): void
  /** Its function begins. */
  begun(): void
  /** Its promise is settled, though what it came to may still be alive. */
  settled(): void
  /** It is answered, and what came of it is at its end. */
  over(): void
}

/** One invocation, on its way from a caller to its outcome. */
export interface Call {
  readonly method: Method
  /** Settles the caller's promise; only the first of these has an effect, as with any promise. */
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
  /** Living objects among its arguments. */
  readonly lifted: readonly Lifted[] | undefined
  readonly terms: Terms | undefined
}

/** What a method is called in messages: `resize of file:///app/img.js`. */
export const nameOf = ({ name, module }: Method): string =>
  name === null ? `the loading of ${module}` : `${name} of ${module}`
