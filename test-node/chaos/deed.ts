import type { CallOptions, Pool, Remote } from 'invoke'
import type { Random } from './random.js'

type Chaos = typeof import('../fixtures/chaos.mjs')
type Broken = Record<'a', () => void>

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url)

/** The modules of one pool, with the options of one call. */
export class Modules {
  readonly chaos: Remote<Chaos>
  readonly exiting: Remote<Broken>
  readonly throwing: Remote<Broken>

  constructor(pool: Pool, options: CallOptions) {
    this.chaos = pool.invoke<Chaos>(fixture('chaos.mjs'))(options)
    this.exiting = pool.invoke<Broken>(fixture('broken/exits.mjs'))(options)
    this.throwing = pool.invoke<Broken>(fixture('broken/throws.mjs'))(options)
  }
}

/** What one call does, and what it may come to. */
export interface Deed {
  /** Makes the call, and uses what it comes to. */
  run(modules: Modules): Promise<unknown>
  /** Whether it may resolve with this. Absent, where it never does. */
  gives?(value: unknown): boolean
  /** Whether this is an error of its own. */
  throws?(reason: unknown): boolean
  /** Whether it ends its worker without an error. */
  readonly dies?: true
  /** Whether its function never begins. */
  readonly idle?: true
  /** Options that it cannot do without. */
  readonly options?: CallOptions
}

/** Makes a deed for the call of this number. Every choice is made before the call. */
export type Plan = (id: number, random: Random) => Deed

/** Whether an error is of this class, and says this. */
export const isError = (reason: unknown, name: string, text: string): boolean =>
  reason instanceof Error && reason.name === name && reason.message.includes(text)

/** What tells of a descriptor that another call in the same worker has closed or filled. */
export const isOfDescriptor = (reason: unknown): boolean =>
  ['EBADF', 'EAGAIN', 'EPIPE'].includes((reason as { code?: string } | null)?.code ?? '')
