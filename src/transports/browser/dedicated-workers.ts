import { typeName } from '../../core/errors.js'
import type { Accept, Transport } from '../../core/transport.js'
import { DedicatedWorker } from './dedicated-worker.js'
import { travelOf } from './native.js'

/** What a factory of workers is told. */
export interface WorkerStart {
  /** What the worker is to be called, for those who look at it with the tools of a browser. */
  readonly name: string
}

/**
 * Makes a worker that runs the user's entry. The expression `new Worker(new URL(…, import.meta.url), …)` must stand in it as
 * bundlers look for it.
 */
export type WorkerFactory = (start: WorkerStart) => Worker

/** Without a number, as in some workers of older browsers: two are enough to be of use. */
const FEW = 2

/** A start that failed before there was a worker. */
const failed = (accept: Accept, error: unknown): void => {
  const nothing = () => undefined
  const receiver = accept({ send: () => true, hold: nothing, close: nothing, kill: nothing })
  queueMicrotask(() => receiver.closed({ kind: 'failed', error }))
}

const isWorker = (value: unknown): value is Worker =>
  typeof (value as Partial<Worker> | null | undefined)?.terminate === 'function'

/** @throws TypeError for what is no worker, and whatever the factory throws */
const make = (create: WorkerFactory, start: WorkerStart): Worker => {
  const worker: unknown = create(start)
  if (isWorker(worker)) return worker
  throw new TypeError(`the function "worker" must return a new Worker, not ${typeName(worker)}`)
}

/** Workers that belong to this page alone. */
export const dedicatedWorkers = (create: WorkerFactory): Transport => ({
  name: 'dedicated worker',
  parallelism: navigator.hardwareConcurrency || FEW,
  attach: travelOf,
  open: ({ id }, accept) => {
    let worker
    try {
      worker = make(create, { name: `invoke ${id}` })
    } catch (error) {
      failed(accept, error)
      return
    }
    const connection = new DedicatedWorker(worker)
    connection.receiver = accept(connection)
  },
})
