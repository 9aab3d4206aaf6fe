import { cannotLoad, type Wanted } from './faults.js'
import type { Locations } from './locations.js'
import type { AmdModule } from './module.js'
import type { Modules } from './modules.js'
import type { Scripts } from './scripts.js'

/** One load: finds modules and all that they need, so that they can be run in one go. */
export class Gathering {
  private readonly locations: Locations
  private readonly modules: Modules
  private readonly scripts: Scripts
  /** Who is here is looked after by whoever came first, and that one is waited for: circles end. */
  private readonly seen = new Set<AmdModule>()

  constructor(locations: Locations, modules: Modules, scripts: Scripts) {
    this.locations = locations
    this.modules = modules
    this.scripts = scripts
  }

  /** Rejects when the module, or one that it needs, cannot be loaded. */
  async gather(wanted: Wanted): Promise<AmdModule> {
    const module = await this.find(wanted)
    if (module.state.kind === 'loaded' || this.seen.has(module)) return module
    this.seen.add(module)
    const by = { id: module.id, by: wanted.by }
    await Promise.all(
      module.definition.dependencies.map(async (name) => {
        const id = this.locations.idOf(name, by)
        module.needs.set(name, await this.gather({ id, by }))
      }),
    )
    return module
  }

  private async find(wanted: Wanted): Promise<AmdModule> {
    const { id } = wanted
    const known = this.modules.get(id)
    if (known !== undefined) return known
    const url = this.locations.scriptOf(id)
    try {
      const main = await this.scripts.run(url, id)
      return this.modules.get(id) ?? this.modules.alias(id, main)
    } catch (error) {
      // Another script may have defined it meanwhile.
      const module = this.modules.get(id)
      if (module !== undefined) return module
      throw cannotLoad(wanted, url, error)
    }
  }
}
