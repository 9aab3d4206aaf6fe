/** `invoke` in Node: workers are child processes unless a pool names another transport. */
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createInvoke } from './core/pool/invoke.js'
import { WorkerPool, type PoolHost } from './core/pool/pool.js'
import type { PoolOptions } from './core/pool/settings.js'
import { snapshot } from './transports/node/async-context.js'
import { childProcess } from './transports/node/child-process.js'
import { tracing } from './transports/node/tracing.js'

const host: PoolHost = {
  transport: () => childProcess(new URL('./child.cjs', import.meta.url)),
  resolve: (specifier) => (isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier),
  tracing,
  snapshot,
}

/** A set of workers of your own. */
export class Pool extends WorkerPool {
  /** @throws TypeError or RangeError for an option that does not exist or does not fit */
  constructor(options: PoolOptions = {}) {
    super(host, options)
  }
}

/** It serves the whole process, so it belongs to no call, also when one makes it. */
const outside = snapshot()

/** A `Pool` in all but the way it is made: users cannot make another default pool. */
const openDefault = (): Pool => outside(() => Reflect.construct(WorkerPool, [host, {}, true], Pool))

export const invoke = createInvoke(openDefault)

export {
  LoadError,
  PoolDeath,
  ProtocolError,
  QueueFull,
  Retry,
  StartError,
  WorkerDeath,
} from './core/errors.js'
export type { RegisterOptions } from './core/clone/register.js'
export type { Invoke } from './core/pool/invoke.js'
export type { Permissions, Place } from './core/permissions.js'
export { Observable } from './core/lift/observable.js'
export type {
  Observer,
  SubscribeOptions,
  Subscriber,
  Subscription,
  SubscriptionObserver,
} from './core/lift/observable.js'
export type { CallOptions } from './core/pool/call-options.js'
export type { MapOptions } from './core/map/options.js'
export type { MapContext } from './core/map/mapped-call.js'
export type { IsolatedRemote, Remote } from './core/pool/remote.js'
export type { CallContext } from './core/runner/context.js'
export type { InvokeOptions, KillOptions } from './core/pool/pool.js'
export type {
  DeathEvent,
  PoolEvents,
  RecycleEvent,
  RecycleReason,
  StrayErrorEvent,
  WorkerEvent,
} from './core/pool/events.js'
export type { Durations, MethodStats, PoolStats, WorkerStats } from './core/pool/stats.js'
export type { PoolOptions, RecycleOptions } from './core/pool/settings.js'
export type { CallTrace } from './core/pool/tracing.js'
export type { Loader, ModulePattern } from './core/pool/loader.js'
export type { LoadContext } from './core/runner/modules.js'
export type { WorkerPresence } from './core/runner/presence.js'
export type { Specifier } from './core/pool/specifier.js'
export type {
  Accept,
  CloseReason,
  Connection,
  Packet,
  Receiver,
  Transport,
  WorkerSpec,
} from './core/transport.js'
