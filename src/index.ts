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

export * from './core/pool/vocabulary.js'
export type { Permissions, Place } from './core/permissions.js'
export type { PoolOptions } from './core/pool/settings.js'
