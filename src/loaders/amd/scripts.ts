import { readDefinition, type Definition } from './definition.js'
import { anonymousTooLate, manyAnonymous, noDefine } from './faults.js'
import type { Locations } from './locations.js'
import type { AmdModule } from './module.js'
import type { Modules } from './modules.js'
import type { Require } from './require.js'
import type { Define, RunScript } from './scope.js'

/** The scripts of one loader. Each is run once, unless it fails. */
export class Scripts {
  private readonly runScript: RunScript
  private readonly locations: Locations
  private readonly modules: Modules
  private readonly makeRequire: (ready: Promise<void>) => Require
  private readonly started = new Map<string, Promise<AmdModule>>()

  /** @param makeRequire makes the `require` of a script, which loads nothing before the script has run */
  constructor(
    runScript: RunScript,
    locations: Locations,
    modules: Modules,
    makeRequire: (ready: Promise<void>) => Require,
  ) {
    this.runScript = runScript
    this.locations = locations
    this.modules = modules
    this.makeRequire = makeRequire
  }

  /** Whether a script has run, or is going to. */
  has(url: string): boolean {
    return this.started.has(url)
  }

  /**
   * Runs a script, which defines any number of modules.
   * @param id the id of its module without one
   * @returns its main module: the one of that id, or without one, else the last
   */
  run(url: string, id: string): Promise<AmdModule> {
    const before = this.started.get(url)
    if (before !== undefined) return before
    const running = this.runOnce(url, id)
    this.started.set(url, running)
    running.catch(() => {
      // It may be there, or work, the next time.
      this.started.delete(url)
    })
    return running
  }

  private async runOnce(url: string, id: string): Promise<AmdModule> {
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const require = this.makeRequire(ended)
    // Modules are defined when all of the script has run: their order has no meaning.
    const definitions: Definition[] = []
    let late = false
    const define = (...args: unknown[]): void => {
      const definition = readDefinition(args)
      if (!late) definitions.push(definition)
      else if (definition.id === undefined) throw anonymousTooLate(url)
      else this.define(definition.id, definition)
    }
    const scope = {
      define: Object.assign(define, { amd: {} }) satisfies Define,
      require,
      requirejs: require,
    }
    try {
      await this.runScript(url, scope)
      return this.take(definitions, id)
    } finally {
      late = true
      end()
    }
  }

  private take(definitions: readonly Definition[], id: string): AmdModule {
    const anonymous = definitions.filter((definition) => definition.id === undefined)
    if (anonymous.length > 1) throw manyAnonymous(id)
    let last: AmdModule | undefined
    for (const definition of definitions) last = this.define(definition.id ?? id, definition)
    if (last === undefined) throw noDefine(id)
    return this.modules.get(id) ?? last
  }

  private define(name: string, definition: Definition): AmdModule {
    return this.modules.define(this.locations.definedId(name), definition)
  }
}
