import { preloadFailed } from '../errors.js'
import { nextTurn } from '../next-turn.js'
import { matches, NO_SETUP, type LoaderChoice, type Setup } from '../setup.js'
import type { Charge } from './context.js'
import type { Lifecycle } from './lifecycle.js'
import { awaitDefault, findFunction, namespaceOf, type LoadedModule } from './namespace.js'

/** How the host is to load a module; `undefined` where it may choose. */
export type HostLoader = Exclude<LoaderChoice, { kind: 'custom' }> | undefined

/** What can load modules. */
export interface ModuleHost {
  /**
   * Loads a module; rejects with what its loading threw.
   * @param allow which modules it may be; any, when that is `undefined`
   */
  load(specifier: string, loader?: HostLoader, allow?: Setup['allow']): Promise<LoadedModule>
  /** Runs the user's code so that an error that escapes from it later can be charged to where it came from. */
  enter<T>(charge: Charge, work: () => T): T
  /** What modules want to be done at the start and the end of the worker. Absent where they cannot say so. */
  readonly lifecycle?: Lifecycle
}

/** What a module that is to be loaded needs. */
export interface Wanted {
  readonly module: string
  /** Specifiers of modules that are loaded before it. */
  readonly preload: readonly string[]
}

/** Who loads a module: the call that is charged with it until it is loaded; 0 for none. */
interface Loader {
  readonly call: number
  readonly method: number
}

const NOBODY: Loader = { call: 0, method: 0 }

/** The modules of a worker: each is loaded once. */
export class Modules {
  private readonly host: ModuleHost
  private setup = NO_SETUP
  private readonly loading = new Map<string, Promise<LoadedModule>>()
  private readonly loaded = new Map<string, LoadedModule>()

  constructor(host: ModuleHost) {
    this.host = host
  }

  /** Says how modules are loaded from now on. Resolves when those are that come before any other, or cannot be. */
  async begin(setup: Setup): Promise<void> {
    this.setup = setup
    // Whoever needs a module tries again, and is told why it cannot be loaded.
    await this.loadAll(setup.preload, NOBODY).catch(() => undefined)
  }

  /** A module that is loaded, with everything that it needs. */
  get({ module, preload }: Wanted): LoadedModule | undefined {
    const isMissing = (each: string) => !this.loaded.has(each)
    if (preload.some(isMissing) || this.setup.preload.some(isMissing)) return undefined
    return this.loaded.get(module)
  }

  /** The first who needs it is charged with it until it is loaded. */
  async load({ module, preload }: Wanted, loader: Loader): Promise<LoadedModule> {
    await this.loadAll(this.setup.preload, loader)
    await this.loadAll(preload, loader)
    return this.once(module, loader, (charge) => this.loadAsked(module, loader, charge))
  }

  /** One after the other, because one may be a hook for the next. */
  private async loadAll(preload: readonly string[], loader: Loader): Promise<void> {
    for (const specifier of preload) {
      if (this.loaded.has(specifier)) continue
      try {
        await this.once(specifier, loader, (charge) =>
          this.host.enter(charge, () => this.host.load(specifier)),
        )
      } catch (error) {
        throw preloadFailed(specifier, error)
      }
    }
  }

  private loadAsked(module: string, loader: Loader, charge: Charge): Promise<LoadedModule> {
    const { rules, allow } = this.setup
    const choice = rules.find(({ pattern }) => matches(pattern, module))?.loader
    const load = (specifier: string) =>
      this.host.enter(charge, () =>
        this.host.load(specifier, choice?.kind === 'custom' ? undefined : choice, allow),
      )
    return choice?.kind === 'custom'
      ? this.loadBy(choice.specifier, module, loader, charge, load)
      : load(module)
  }

  /** Loads a module by a function of another one. */
  private async loadBy(
    specifier: string,
    module: string,
    loader: Loader,
    charge: Charge,
    next: (specifier: string) => Promise<LoadedModule>,
  ): Promise<LoadedModule> {
    const { namespace } = await this.once(specifier, loader, (own) =>
      this.host.enter(own, () => this.host.load(specifier)),
    )
    const { holder, run } = findFunction(namespace, specifier, 'load')
    const context = {
      next: async (given: unknown = module) => {
        const loaded = await next(String(given))
        return loaded.namespace
      },
    }
    const result = await this.host.enter(charge, async () =>
      // In an object, because a module that exports `then` would pass for a promise.
      ({ exports: await Reflect.apply(run, holder, [module, context]) }),
    )
    return namespaceOf(result.exports)
  }

  private once(
    specifier: string,
    { call, method }: Loader,
    load: (charge: Charge) => Promise<LoadedModule>,
  ): Promise<LoadedModule> {
    const before = this.loading.get(specifier)
    if (before !== undefined) return before
    const charge = { id: call, method, face: undefined }
    const loading = this.complete(charge, load)
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

  private async complete(
    charge: Charge,
    load: (charge: Charge) => Promise<LoadedModule>,
  ): Promise<LoadedModule> {
    const loaded = await awaitDefault(await load(charge))
    const { lifecycle } = this.host
    if (lifecycle !== undefined) await this.host.enter(charge, () => lifecycle.begin())
    return loaded
  }
}
