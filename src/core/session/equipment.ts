import type { Snapshot } from '../async-context.js'
import type { Encoder } from '../clone/encoder.js'
import type { Shapes } from '../clone/shapes.js'
import type { Briefing } from './briefing.js'
import type { Numbers } from './lifted.js'

/** What all callers of a pool share. */
export interface Equipment {
  readonly briefing: Briefing
  readonly shapes: Shapes
  readonly encoder: Encoder
  readonly numbers: Numbers
  /** Holds on to the context at hand. */
  readonly snapshot: Snapshot
}
