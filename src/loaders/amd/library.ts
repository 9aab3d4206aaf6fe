import type { Wanted } from './faults.js'
import type { Locations } from './locations.js'
import type { AmdModule } from './module.js'

/** Where a `require` finds modules. */
export interface Library {
  readonly locations: Locations
  get(id: string): AmdModule | undefined
  /** Whether the module is there, in any state. */
  knows(id: string): boolean
  /** Loads modules and runs them. */
  load(ids: readonly string[], by: Wanted | undefined): Promise<unknown[]>
}
