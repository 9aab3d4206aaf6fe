import type { Require } from './require.js'
import type { SpecialName } from './special-names.js'

/** What a factory knows as `module`. */
export interface ModuleObject {
  readonly id: string
  /** The URL at which the module is looked for. */
  readonly uri: string
  exports: unknown
  /** The configuration of the module: there is none, so it is an empty object. */
  config(): object
}

/** What the special names stand for in one run of a factory. */
export class FreeVariables {
  private readonly module: ModuleObject
  private readonly require: Require
  private used = false

  constructor(id: string, uri: string, makeRequire: (from: FreeVariables) => Require) {
    this.module = { id, uri, exports: {}, config: () => ({}) }
    this.require = makeRequire(this)
  }

  /** The id of the module, which relative ids are relative to. */
  get id(): string {
    return this.module.id
  }

  get(name: SpecialName): unknown {
    if (name === 'require') return this.require
    this.used = true
    return name === 'module' ? this.module : this.module.exports
  }

  /** Whether the factory has asked for `exports` or `module`: only then has what is there a meaning. */
  get hasExports(): boolean {
    return this.used
  }

  /** What has been exported by now. */
  get exports(): unknown {
    return this.used ? this.module.exports : undefined
  }
}
