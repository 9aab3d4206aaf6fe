import { noModule, preloadFailed } from '../errors.js'
import { matches, NO_SETUP, type LoaderChoice, type LoaderRule, type Setup } from '../setup.js'
import type { Charge } from './context.js'
import type { Lifecycle } from './lifecycle.js'
import { Loads, type Loader } from './loads.js'
import {
  awaitable,
  awaitDefault,
  findFunction,
  namespaceOf,
  type LoadedModule,
} from './namespace.js'

/** How the host is to load a module; `undefined` where it may choose. */
export type HostLoader = Exclude<LoaderChoice, { kind: 'custom' }> | undefined

/** What can load modules. */
export interface ModuleHost {
  /**
   * Loads a module; rejects with what its loading threw.
   * @param allow which modules it may be; any, when that is `undefined`
   */
  load(specifier: string, loader?: HostLoader, allow?: Setup['allow']): Promise<LoadedModule>
  /**
   * Throws when calls may not name a module. Absent where nothing is loaded otherwise than by `load`.
   * @param allow which modules they may
   */
  permit?(specifier: string, allow: Setup['allow']): void
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

/** What a loader of the user's is given besides the specifier. */
export interface LoadContext {
  /**
   * Loads a module as it would have been without this loader. Resolves to its namespace, without an export named `then`:
   * otherwise nobody could await it.
   * @param specifier the one at hand by default
   */
  next(specifier?: string | { readonly href: string }): Promise<Readonly<Record<string, unknown>>>
}

const NOBODY: Loader = { call: 0, method: 0 }

/** The modules of a worker: each is loaded once. */
export class Modules {
  private readonly host: ModuleHost
  private setup = NO_SETUP
  /** Those that calls name. */
  private readonly asked = new Loads()
  /** Preloads and loaders: as the host loads them, and whether or not calls may name them. */
  private readonly prior = new Loads()

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
    const isMissing = (each: string) => this.prior.get(each) === undefined
    if (preload.some(isMissing) || this.setup.preload.some(isMissing)) return undefined
    return this.asked.get(module)
  }

  /** The first who needs it is charged with it until it is loaded. */
  async load({ module, preload }: Wanted, loader: Loader): Promise<LoadedModule> {
    await this.loadAll(this.setup.preload, loader)
    await this.loadAll(preload, loader)
    return this.asked.once(module, loader, (charge) =>
      this.complete(charge, () => this.loadAsked(module, this.setup.rules, loader, charge)),
    )
  }

  /** One after the other, because one may be a hook for the next. */
  private async loadAll(preload: readonly string[], loader: Loader): Promise<void> {
    for (const specifier of preload) {
      if (this.prior.get(specifier) !== undefined) continue
      try {
        await this.loadPrior(specifier, loader)
      } catch (error) {
        throw preloadFailed(specifier, error)
      }
    }
  }

  private loadPrior(specifier: string, loader: Loader): Promise<LoadedModule> {
    return this.prior.once(specifier, loader, (charge) =>
      this.complete(charge, () => this.host.enter(charge, () => this.host.load(specifier))),
    )
  }

  /** Loads a module by the first of some rules that is for it. */
  private loadAsked(
    module: string,
    rules: readonly LoaderRule[],
    loader: Loader,
    charge: Charge,
  ): Promise<LoadedModule> {
    const index = rules.findIndex(({ pattern }) => matches(pattern, module))
    const choice = rules[index]?.loader
    if (choice?.kind !== 'custom') {
      return this.host.enter(charge, () => this.host.load(module, choice, this.setup.allow))
    }
    const others = rules.slice(index + 1)
    return this.loadBy(choice.specifier, module, loader, charge, (specifier) =>
      this.loadAsked(specifier, others, loader, charge),
    )
  }

  /** Loads a module by a function of another one. */
  private async loadBy(
    specifier: string,
    module: string,
    loader: Loader,
    charge: Charge,
    next: (specifier: string) => Promise<LoadedModule>,
  ): Promise<LoadedModule> {
    this.host.permit?.(module, this.setup.allow)
    const { namespace } = await this.loadPrior(specifier, loader)
    const { holder, run } = findFunction(namespace, specifier, 'load')
    const context: LoadContext = {
      next: async (given = module) => {
        const specifier = typeof given === 'string' ? given : given.href
        const loaded = await awaitDefault(await next(specifier))
        return awaitable(loaded.namespace)
      },
    }
    const result = await this.host.enter(charge, async () =>
      Reflect.apply(run, holder, [module, context]),
    )
    if (result === undefined || result === null) throw noModule(specifier, result)
    return namespaceOf(result)
  }

  private async complete(charge: Charge, load: () => Promise<LoadedModule>): Promise<LoadedModule> {
    const loaded = await awaitDefault(await load())
    const { lifecycle } = this.host
    if (lifecycle !== undefined) await this.host.enter(charge, () => lifecycle.begin())
    return loaded
  }
}
