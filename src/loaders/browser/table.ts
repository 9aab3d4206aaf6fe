import { badOption, typeName } from '../../core/errors.js'
import type { LoadedModule, Namespace } from '../../core/runner/namespace.js'

/**
 * How a worker gets a module: by a function, which is called when the module is first needed, or by what
 * `import * as` gives.
 */
export type Exposed = (() => Promise<object> | object) | object

/** The modules that a worker has, by the names that calls use for them. */
export class Table {
  private readonly entries = new Map<string, Exposed>()

  /** @throws TypeError for what is no module and no function */
  add(entries: Readonly<Record<string, Exposed>>): void {
    for (const [name, entry] of Object.entries(entries)) {
      if (typeof entry !== 'function' && (typeof entry !== 'object' || entry === null)) {
        throw badOption(
          `expose() takes functions such as () => import('./x.js'), or modules; ${JSON.stringify(name)} is ${typeName(entry)}`,
        )
      }
    }
    for (const [name, entry] of Object.entries(entries)) this.entries.set(name, entry)
  }

  get names(): readonly string[] {
    return [...this.entries.keys()]
  }

  /** Loads a module; `undefined` when there is none of that name. Rejects with what its loading throws. */
  load(name: string): Promise<LoadedModule> | undefined {
    const entry = this.entries.get(name)
    if (entry === undefined) return undefined
    // A module that is there already does not go through a promise: it may export `then`.
    return typeof entry === 'function'
      ? loadBy(entry as () => unknown)
      : Promise.resolve(asModule(entry))
  }
}

const loadBy = async (load: () => unknown): Promise<LoadedModule> => asModule(await load())

const asModule = (namespace: unknown): LoadedModule => ({
  namespace: Object(namespace) as Namespace,
})
