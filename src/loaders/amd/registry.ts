import type { LoadedModule } from '../../core/runner/namespace.js'
import { Execution } from './execution.js'
import type { Wanted } from './faults.js'
import { Gathering } from './gathering.js'
import type { Library } from './library.js'
import type { Locations } from './locations.js'
import type { AmdModule } from './module.js'
import { Modules } from './modules.js'
import { isWholeUrl } from './names.js'
import { makeRequire } from './require-maker.js'
import type { RunScript } from './scope.js'
import { Scripts } from './scripts.js'

/** Loads AMD modules, each once. */
export class AmdRegistry implements Library {
  readonly locations: Locations
  private readonly modules = new Modules()
  private readonly scripts: Scripts
  private readonly execution: Execution

  constructor(runScript: RunScript, locations: Locations) {
    this.locations = locations
    this.scripts = new Scripts(runScript, locations, this.modules, (ready) =>
      makeRequire(this, undefined, ready),
    )
    this.execution = new Execution(locations, this.modules, (from) => makeRequire(this, from))
  }

  /**
   * Loads a module by its id or by the URL of its script.
   * Rejects when a script cannot be run or defines nothing, and with what a factory throws.
   */
  async loadModule(specifier: string): Promise<LoadedModule> {
    const id = isWholeUrl(specifier)
      ? this.locations.idAt(specifier)
      : this.locations.idOf(specifier, undefined)
    const [exports] = await this.load([id], undefined)
    return { namespace: { default: exports } }
  }

  async load(ids: readonly string[], by: Wanted | undefined): Promise<unknown[]> {
    const gathering = new Gathering(this.locations, this.modules, this.scripts)
    const modules = await Promise.all(ids.map((id) => gathering.gather({ id, by })))
    return modules.map((module) => this.execution.run(module))
  }

  get(id: string): AmdModule | undefined {
    return this.modules.get(id)
  }

  knows(id: string): boolean {
    return this.modules.get(id) !== undefined || this.scripts.has(this.locations.scriptOf(id))
  }
}
