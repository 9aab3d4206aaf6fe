import type { Briefing } from '../session/briefing.js'
import { matches, type LoaderChoice, type LoaderRule } from '../setup.js'
import type { RecycleReason } from './events.js'
import { isSamePattern, toLoader, toPattern, type Loader, type ModulePattern } from './loader.js'
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

  /** @throws TypeError for what is no pattern or no loader */
  set(given: ModulePattern, loader: Loader | null): void {
    const pattern = toPattern(given, this.resolve)
    const before = this.briefing.rules
    const after = before.filter((rule) => !isSamePattern(rule.pattern, pattern))
    if (loader !== null) after.unshift({ pattern, loader: toLoader(loader, this.resolve) })
    this.briefing.rules = after
    for (const worker of this.workforce.workers) worker.rebrief()
    this.replace((module) => loaderFor(before, module) !== loaderFor(after, module), 'loader')
  }

  /** @throws TypeError for what is no pattern */
  reload(given?: ModulePattern): void {
    const pattern = given === undefined ? undefined : toPattern(given, this.resolve)
    this.replace((module) => pattern === undefined || matches(pattern, module), 'reload')
  }

  /** Replaces the workers that have loaded any of some modules. */
  private replace(isMeant: (module: string) => boolean, reason: RecycleReason): void {
    for (const worker of this.workforce.workers) {
      if ([...worker.modules].some(isMeant)) this.workforce.recycle(worker, reason)
    }
  }
}

/** The loader of a module; `undefined` for the host's own. */
const loaderFor = (rules: readonly LoaderRule[], module: string): LoaderChoice | undefined =>
  rules.find(({ pattern }) => matches(pattern, module))?.loader
