import { Pool, type CallOptions, type PoolOptions } from 'invoke'
import type { Counts } from './counts.js'
import { Modules } from './deed.js'

/** A pool under test, and what it tells of itself. */
export class Field {
  isForced = false
  /** From 1, in this run. */
  readonly number: number
  private readonly pool: Pool

  constructor(number: number, options: PoolOptions, counts: Counts) {
    this.number = number
    this.pool = new Pool(options)
    this.pool.on('start', () => counts.started++)
    this.pool.on('death', () => counts.died++)
    this.pool.on('recycle', () => counts.recycled++)
    this.pool.on('error', () => counts.stray++)
  }

  modules(options: CallOptions): Modules {
    return new Modules(this.pool, options)
  }

  async end(force: boolean): Promise<void> {
    this.isForced ||= force
    await this.pool.kill({ force })
  }
}
