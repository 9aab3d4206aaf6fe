/** Lets calls whose arguments are promises wait for them, and those behind them too. */
export class ArgumentOrder {
  private before: Promise<void> | undefined
  private readonly waiting = new Set<(error: unknown) => void>()

  /** Whether a call must wait for the one before it. */
  get isBusy(): boolean {
    return this.before !== undefined
  }

  /** Goes on when the argument and all before it are there; rejects with what the argument rejects with. */
  async wait(argument: unknown): Promise<unknown> {
    const ready = Promise.all([argument, this.before])
    const ignore = () => undefined
    const now: Promise<void> = ready.then(ignore, ignore)
    this.before = now
    void now.then(() => {
      if (this.before === now) this.before = undefined
    })
    let stop!: (error: unknown) => void
    const stopped = new Promise<never>((_resolve, reject) => {
      stop = reject
    })
    this.waiting.add(stop)
    try {
      const [arrived] = await Promise.race([ready, stopped])
      return arrived
    } finally {
      this.waiting.delete(stop)
    }
  }

  /** Waits no more; gives whether anyone did. */
  stop(error: unknown): boolean {
    const told = this.waiting.size > 0
    for (const reject of this.waiting) reject(error)
    this.waiting.clear()
    this.before = undefined
    return told
  }
}
