import { fileURLToPath } from 'node:url'
import { Worker } from 'jest-worker'
import { functions } from '../functions.mjs'
import { takeAll } from '../take.mjs'

const TASK = fileURLToPath(new URL('../workers/jest-worker.mjs', import.meta.url))

export const openWith = (enableWorkerThreads) => (workers) => {
  const pool = new Worker(TASK, {
    numWorkers: workers,
    enableWorkerThreads,
    // Named, so that the parent need not load the module to find its exports.
    exposedMethods: [...Object.keys(functions(() => undefined)), 'tellItems'],
  })
  return {
    ...functions(
      (name) =>
        (...values) =>
          pool[name](...values),
    ),
    stream: (count, take) =>
      takeAll(count, take, (each) => {
        const told = pool.tellItems(count)
        told.UNSTABLE_onCustomMessage(each)
        return told
      }),
    close: () => pool.end(),
  }
}

export const open = openWith(false)
