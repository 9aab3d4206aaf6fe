/** How long the end may take, in milliseconds: then the worker would be killed anyway. */
const LONGEST_END = 1500

/** Something to do at the start or the end of a worker; what it returns is awaited. */
export type LifecycleHook = () => unknown

/** What modules want to be done when their worker starts, as far as they are concerned, and when it ends. */
export class Lifecycle {
  private setups: LifecycleHook[] = []
  private teardowns: LifecycleHook[] = []
  private running: Promise<void> | undefined
  private readonly report: (error: unknown) => void

  /** @param report prints what a teardown fails with, which nobody can be handed; it must not end the worker */
  constructor(report: (error: unknown) => void) {
    this.report = report
  }

  /** Before the first call of the module that is loading. */
  setup(hook: LifecycleHook): void {
    this.setups.push(hook)
  }

  /** When the worker is asked to end; the last that was added comes first. */
  teardown(hook: LifecycleHook): void {
    this.teardowns.push(hook)
  }

  /** Does what was added, in order; what fails is tried again the next time. Rejects with what it fails with. */
  begin(): Promise<void> {
    this.running ??= this.runSetups().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  /** Tears down, but not for ever; then calls a function, at once where there is nothing to be done. */
  end(done: () => void): void {
    if (this.teardowns.length === 0) return done()
    const timer = setTimeout(done, LONGEST_END)
    void this.runTeardowns().then(() => {
      clearTimeout(timer)
      done()
    })
  }

  /** Never rejects: what a hook fails with is reported. */
  private async runTeardowns(): Promise<void> {
    // Some may be added meanwhile.
    for (let hook = this.teardowns.pop(); hook !== undefined; hook = this.teardowns.pop()) {
      try {
        await hook()
      } catch (error) {
        this.report(error)
      }
    }
  }

  private async runSetups(): Promise<void> {
    for (let hook = this.setups.at(0); hook !== undefined; hook = this.setups.at(0)) {
      await hook()
      this.setups.shift()
    }
  }
}
