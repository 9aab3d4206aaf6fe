import type { Context } from './context.js'
import type { Wanted } from './modules.js'
import type { Target } from './namespace.js'

/** A function that calls name. */
export interface WorkerMethod extends Wanted {
  readonly number: number
  readonly name: string | null
  target: Target | undefined
  /** How long it took the last time, as a frame says it; 0 before that. */
  span: number
}

/** A call that is to be run. */
export interface Job {
  readonly context: Context
  readonly method: WorkerMethod
  readonly parameters: unknown[]
  /** Native objects among them. */
  readonly attachments: readonly unknown[]
  /** Whether the caller wants to know when its function begins. */
  asked: boolean
}
