/** A pool, as far as it concerns its end. */
interface Killable {
  kill(options: { readonly force?: boolean }): Promise<void>
}

/** The pools of isolated modules, each of which belongs to a pool that it ends with. */
export class IsolatedPools<P extends Killable> {
  private readonly pools = new Set<P>()
  /** Whatever can still call a module keeps its pool. */
  private readonly registry = new FinalizationRegistry<P>((pool) => void this.end(pool))
  private readonly ended: () => void

  /** @param ended called whenever one of them is gone */
  constructor(ended: () => void) {
    this.ended = ended
  }

  /** Those that are not gone. */
  get all(): Iterable<P> {
    return this.pools
  }

  get size(): number {
    return this.pools.size
  }

  /** @param caller what calls its module: the pool ends when nobody has it any more */
  add(pool: P, caller: object): void {
    this.pools.add(pool)
    this.registry.register(caller, pool)
  }

  kill(options: { readonly force?: boolean }): void {
    for (const pool of this.pools) void this.end(pool, options)
  }

  /** Ends one of them; resolves when it is gone. */
  end(pool: P, options: { readonly force?: boolean } = {}): Promise<void> {
    const done = pool.kill(options)
    void done.then(() => {
      if (this.pools.delete(pool)) this.ended()
    })
    return done
  }
}
