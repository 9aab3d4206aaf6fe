import { unreachable } from '../../core/unreachable.js'
import { FreeVariables } from './free-variables.js'
import type { Locations } from './locations.js'
import type { AmdModule } from './module.js'
import type { Modules } from './modules.js'
import type { Require } from './require.js'
import { isSpecial } from './special-names.js'

type Factory = (...parameters: unknown[]) => unknown

/** Runs modules that have been gathered: what they need first, each once. */
export class Execution {
  private readonly locations: Locations
  private readonly modules: Modules
  private readonly makeRequire: (from: FreeVariables) => Require

  constructor(
    locations: Locations,
    modules: Modules,
    makeRequire: (from: FreeVariables) => Require,
  ) {
    this.locations = locations
    this.modules = modules
    this.makeRequire = makeRequire
  }

  /**
   * The exports of a module. One that is being run, because modules need each other, gives what it has exported so far.
   * @throws what a factory throws: its module can be run again
   */
  run(module: AmdModule): unknown {
    const { state } = module
    switch (state.kind) {
      case 'loaded':
        return state.exports
      case 'running':
        return state.free.exports
      case 'defined':
        return this.runFirst(module)
      default:
        return unreachable(state)
    }
  }

  private runFirst(module: AmdModule): unknown {
    const { id, definition } = module
    const free = new FreeVariables(id, this.locations.scriptOf(id), this.makeRequire)
    // All of them before any module, so that one in a circle finds the exports.
    const special = new Map(
      definition.parameters.filter(isSpecial).map((name) => [name, free.get(name)]),
    )
    module.state = { kind: 'running', free }
    try {
      const values = new Map<string, unknown>(special)
      for (const [name, needed] of needsOf(module)) values.set(name, this.run(needed))
      const exports = this.call(module, free, values)
      module.state = { kind: 'loaded', exports }
      return exports
    } finally {
      if (module.state.kind === 'running') module.state = { kind: 'defined' }
    }
  }

  private call(module: AmdModule, free: FreeVariables, values: ReadonlyMap<string, unknown>) {
    const { factory, parameters } = module.definition
    if (typeof factory !== 'function') return factory
    const given = parameters.map((name) => values.get(name))
    try {
      const result: unknown = Reflect.apply(factory as Factory, free.exports, given)
      return result === undefined ? free.exports : result
    } catch (error) {
      this.modules.unloadUsers(module)
      throw error
    }
  }
}

/** In the order in which they are named, whichever was found first. */
const needsOf = ({ definition, needs }: AmdModule): [string, AmdModule][] =>
  definition.dependencies.flatMap((name) => {
    const needed = needs.get(name)
    return needed === undefined ? [] : [[name, needed]]
  })
