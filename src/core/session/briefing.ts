import type { Encoded } from '../clone/encoded.js'
import { Encoder } from '../clone/encoder.js'
import { Shapes } from '../clone/shapes.js'
import { attachNothing } from '../clone/unsendable.js'
import { writeSetup, type LoaderRule, type Setup } from '../setup.js'
import { copyOf } from './copy.js'

/** What all the workers of a pool are told before their first call. */
export class Briefing {
  /** How many calls a worker runs at a time. */
  readonly slots: number
  /** How modules are loaded, as a frame says it; `undefined` where nothing was said about that. */
  value: Encoded | undefined
  private setup: Setup

  constructor(slots: number, setup: Setup) {
    this.slots = slots
    this.setup = setup
    if (setup.preload.length > 0 || setup.allow !== undefined) this.encode()
  }

  get rules(): readonly LoaderRule[] {
    return this.setup.rules
  }

  set rules(rules: readonly LoaderRule[]) {
    this.setup = { ...this.setup, rules }
    this.encode()
  }

  /** What a worker is to load before it is ready. */
  get preload(): readonly string[] {
    return this.setup.preload
  }

  private encode(): void {
    // With shapes of its own, of which lists have none: no connection knows them.
    this.value = copyOf(
      new Encoder(new Shapes(), attachNothing).encode(writeSetup(this.setup), 'setup'),
    )
  }
}
