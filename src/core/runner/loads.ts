import { nextTurn } from '../next-turn.js'
import type { Charge } from './context.js'
import type { LoadedModule } from './namespace.js'

/** Who loads a module: the call that is charged with it until it is loaded; 0 for none. */
export interface Loader {
  readonly call: number
  readonly method: number
}

/** Modules by their specifiers, each of which is loaded once. */
export class Loads {
  private readonly loading = new Map<string, Promise<LoadedModule>>()
  private readonly loaded = new Map<string, LoadedModule>()

  /** A module that is loaded. */
  get(specifier: string): LoadedModule | undefined {
    return this.loaded.get(specifier)
  }

  /** Loads a module unless that was begun before. What failed is tried again. */
  once(
    specifier: string,
    { call, method }: Loader,
    load: (charge: Charge) => Promise<LoadedModule>,
  ): Promise<LoadedModule> {
    const before = this.loading.get(specifier)
    if (before !== undefined) return before
    const charge = { id: call, method, face: undefined }
    const loading = load(charge)
    this.loading.set(specifier, loading)
    loading.then(
      (module) => {
        // What the module left behind, timers for example, is no call's from now on.
        charge.id = 0
        this.loaded.set(specifier, module)
      },
      // It may be there the next time; the calls that wait for it now share the failure.
      () => {
        charge.id = 0
        nextTurn(() => {
          this.loading.delete(specifier)
        })
      },
    )
    return loading
  }
}
