import type { Definition } from './definition.js'
import type { FreeVariables } from './free-variables.js'

export type ModuleState =
  | { readonly kind: 'defined' }
  /** What it needs is being run, or its own factory is. */
  | { readonly kind: 'running'; readonly free: FreeVariables }
  | { readonly kind: 'loaded'; readonly exports: unknown }

/** A module that was defined. Its factory runs when it is first needed. */
export class AmdModule {
  readonly id: string
  readonly definition: Definition
  /** The modules it needs, by the names it has for them; complete when it is run. */
  readonly needs = new Map<string, AmdModule>()
  state: ModuleState = { kind: 'defined' }

  constructor(id: string, definition: Definition) {
    this.id = id
    this.definition = definition
  }
}
