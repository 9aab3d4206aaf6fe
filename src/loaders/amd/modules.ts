import type { Definition } from './definition.js'
import { AmdModule } from './module.js'

/** The modules of one loader that were defined, by all the ids they are known by. */
export class Modules {
  private readonly byId = new Map<string, AmdModule>()

  get(id: string): AmdModule | undefined {
    return this.byId.get(id)
  }

  /** Defines a module, unless there is one of that id: the first counts. */
  define(id: string, definition: Definition): AmdModule {
    const before = this.byId.get(id)
    if (before !== undefined) return before
    const module = new AmdModule(id, definition)
    this.byId.set(id, module)
    return module
  }

  /** Makes a module known by another id, too. */
  alias(id: string, module: AmdModule): AmdModule {
    this.byId.set(id, module)
    return module
  }

  /**
   * A module that failed takes with it those that were run although they need it: they stand in a circle with it,
   * and were given exports that will never be completed.
   */
  unloadUsers(failed: AmdModule): void {
    const users = new Set([failed])
    for (let before = 0; before < users.size;) {
      before = users.size
      for (const module of this.byId.values()) {
        if ([...module.needs.values()].some((needed) => users.has(needed))) users.add(module)
      }
    }
    for (const module of users)
      if (module.state.kind === 'loaded') module.state = { kind: 'defined' }
  }
}
