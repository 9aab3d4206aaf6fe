/** What users have by the same names on every host: errors, observables, and the types of everything. */
export {
  LoadError,
  PoolDeath,
  ProtocolError,
  QueueFull,
  Retry,
  StartError,
  WorkerDeath,
} from '../errors.js'
export type { RegisterOptions } from '../clone/register.js'
export type { Invoke } from './invoke.js'
export { Observable } from '../lift/observable.js'
export type {
  Observer,
  SubscribeOptions,
  Subscriber,
  Subscription,
  SubscriptionObserver,
} from '../lift/observable.js'
export type { CallOptions } from './call-options.js'
export type { MapOptions } from '../map/options.js'
export type { MapContext } from '../map/mapped-call.js'
export type { IsolatedRemote, Remote } from './remote.js'
export type { CallContext } from '../runner/context.js'
export type { InvokeOptions, KillOptions } from './pool.js'
export type {
  DeathEvent,
  PoolEvents,
  RecycleEvent,
  RecycleReason,
  StrayErrorEvent,
  WorkerEvent,
} from './events.js'
export type { Durations, MethodStats, PoolStats, WorkerStats } from './stats.js'
export type { RecycleOptions } from './settings.js'
export type { CallTrace } from './tracing.js'
export type { Loader, ModulePattern } from './loader.js'
export type { LoadContext } from '../runner/modules.js'
export type { WorkerPresence } from '../runner/presence.js'
export type { Specifier } from './specifier.js'
export type {
  Accept,
  CloseReason,
  Connection,
  Packet,
  Receiver,
  Transport,
  WorkerSpec,
} from '../transport.js'
