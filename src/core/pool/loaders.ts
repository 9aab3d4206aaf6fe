import type { Briefing } from '../session/briefing.js'
import { matches, type LoaderChoice, type LoaderRule } from '../setup.js'
import type { RecycleReason } from './events.js'
import { isSamePattern, toLoader, toPattern, type Loader, type ModulePattern } from './loader.js'
import type { Worker } from './worker.js'
import type { Workforce } from './workforce.js'

/** How the modules of a pool are loaded, and that they are loaded again when that changes. */
export class Loaders {
  private readonly briefing: Briefing
  private readonly workforce: Workforce
  private readonly resolve: (specifier: unknown) => string

  /** @param resolve gives the form in which workers get a specifier */
  constructor(briefing: Briefing, workforce: Workforce, resolve: (specifier: unknown) => string) {
    this.briefing = briefing
    this.workforce = workforce
    this.resolve = resolve
  }

  /** Begins with what was said for another pool. */
  adopt({ briefing }: Loaders): void {
    if (briefing.rules.length > 0) this.briefing.rules = briefing.rules
  }

  /** @throws TypeError for what is no pattern or no loader */
  set(given: ModulePattern, loader: Loader | null): void {
    const pattern = toPattern(given, this.resolve)
    const before = this.briefing.rules
    const after = before.filter((rule) => !isSamePattern(rule.pattern, pattern))
    if (loader !== null) after.unshift({ pattern, loader: toLoader(loader, this.resolve) })
    this.briefing.rules = after
    for (const worker of this.workforce.workers) worker.rebrief()
    const isMeant = (module: string) => isOther(loaderFor(before, module), loaderFor(after, module))
    this.replace((worker) => [...worker.modules].some(isMeant), 'loader')
  }

  /** @throws TypeError for what is no pattern */
  reload(given?: ModulePattern): void {
    const pattern = given === undefined ? undefined : toPattern(given, this.resolve)
    const isMeant = (module: string) => pattern === undefined || matches(pattern, module)
    const { rules, preload } = this.briefing
    this.replace(({ modules, preloads }) => {
      const loaders = [...modules].map((module) => loaderFor(rules, module))
      return (
        [...modules, ...preloads, ...preload].some(isMeant) ||
        loaders.some((loader) => loader?.kind === 'custom' && isMeant(loader.specifier))
      )
    }, 'reload')
  }

  private replace(isMeant: (worker: Worker) => boolean, reason: RecycleReason): void {
    // Without those that are started meanwhile.
    const before = [...this.workforce.workers].filter((worker) => isMeant(worker))
    for (const worker of before) this.workforce.recycle(worker, reason)
  }
}

const isOther = (one: LoaderChoice | undefined, two: LoaderChoice | undefined): boolean =>
  one !== two && JSON.stringify(one) !== JSON.stringify(two)

/** The loader of a module; `undefined` for the host's own. */
const loaderFor = (rules: readonly LoaderRule[], module: string): LoaderChoice | undefined =>
  rules.find(({ pattern }) => matches(pattern, module))?.loader
