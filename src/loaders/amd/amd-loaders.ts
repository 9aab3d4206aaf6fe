import type { AmdLoader } from './amd-loader.js'
import type { AmdPlaces } from './options.js'

/** The loaders of a worker: modules of one place share what they load. */
export class AmdLoaders {
  private readonly loaders = new Map<string, AmdLoader>()
  private readonly create: (places: AmdPlaces) => Promise<AmdLoader>

  constructor(create: (places: AmdPlaces) => Promise<AmdLoader>) {
    this.create = create
  }

  async of(places: AmdPlaces): Promise<AmdLoader> {
    const key = JSON.stringify(places)
    const before = this.loaders.get(key)
    if (before !== undefined) return before
    const made = await this.create(places)
    // Another call may have been as quick.
    const loader = this.loaders.get(key) ?? made
    this.loaders.set(key, loader)
    return loader
  }
}
