import { nextTurn } from '../next-turn.js'
import type { Charge } from './context.js'
import type { LoadedModule } from './namespace.js'

/** Loads a module, at someone's charge. */
export type Load = (specifier: string, charge: Charge) => Promise<LoadedModule>

/** The modules of a worker: each is loaded once. */
export class Modules {
  private readonly host: Load
  private readonly loading = new Map<string, Promise<LoadedModule>>()
  private readonly loaded = new Map<string, LoadedModule>()

  constructor(host: Load) {
    this.host = host
  }

  /** A module that is loaded. */
  get(specifier: string): LoadedModule | undefined {
    return this.loaded.get(specifier)
  }

  /** @param call the number of the call that needs it; the first to do so is charged with it until it is loaded */
  load(specifier: string, call: number, method: number): Promise<LoadedModule> {
    const before = this.loading.get(specifier)
    if (before !== undefined) return before
    const charge = { id: call, method, face: undefined }
    const loading = this.host(specifier, charge)
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
