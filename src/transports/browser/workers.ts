import type { Transport } from '../../core/transport.js'
import { dedicatedWorkers, parallelism } from './dedicated-workers.js'
import { hasLocks, newName } from './life.js'
import type { WorkerFactory } from './place.js'
import { sharedWorkers } from './shared-workers.js'

/** Who has the workers of a pool: this page alone, or all pages of the origin. */
export type Scope = 'page' | 'origin'

/** Which kind of worker. */
export type Kind = 'dedicated' | 'shared'

/** What workers a pool is to have. */
interface Wanted {
  readonly scope: Scope
  readonly kind: Kind
  /** Pools of one name share their workers. */
  readonly name: string
  /** How many workers there may be; what the processor suggests, when that is `undefined`. */
  readonly limit: number | undefined
}

/** Without windows, locks or shared workers there are none that can be shared and ended. */
const canShare = (): boolean =>
  typeof SharedWorker === 'function' && typeof document === 'object' && hasLocks()

/** Where workers cannot be shared, each page has its own. */
export const workersOf = (
  create: WorkerFactory,
  { scope, kind, name, limit = parallelism() }: Wanted,
): Transport => {
  if (kind === 'dedicated' || !canShare()) return dedicatedWorkers(create)
  return sharedWorkers(create, { name: scope === 'origin' ? name : newName(), limit })
}
