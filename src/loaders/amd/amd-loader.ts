import type { LoadedModule } from '../../core/runner/namespace.js'
import { Locations } from './locations.js'
import type { AmdPlaces } from './options.js'
import { AmdRegistry } from './registry.js'
import type { RunScript } from './scope.js'

/** Loads AMD modules, which share what they load. */
export class AmdLoader {
  private readonly locations: Locations
  private readonly registry: AmdRegistry

  constructor({ baseUrl, paths }: AmdPlaces, runScript: RunScript) {
    this.locations = new Locations(baseUrl, new Map(Object.entries(paths)))
    this.registry = new AmdRegistry(runScript, this.locations)
  }

  /** Where a module is. @param specifier an id, or the URL of a script */
  urlOf(specifier: string): string {
    return this.locations.scriptOf(this.locations.idOf(specifier, undefined))
  }

  /**
   * Loads a module with all that it needs, each once.
   *
   * Resolves to its exports as the `default` of a namespace. Rejects with what a factory throws, and with an error that
   * names the way to the module when a script cannot be read, throws, never calls `define`, or needs a plugin. Nothing
   * of a failure is kept: the next call tries again.
   * @param specifier an id, or the URL of a script
   */
  load(specifier: string): Promise<LoadedModule> {
    return this.registry.loadModule(specifier)
  }
}
