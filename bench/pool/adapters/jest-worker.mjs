import { fileURLToPath } from 'node:url'
import { Worker } from 'jest-worker'

export const open = (workers, task) => {
  const pool = new Worker(fileURLToPath(task), {
    numWorkers: workers,
    enableWorkerThreads: false,
    // Named, so that the parent need not load the module to find its exports.
    exposedMethods: ['echo', 'noop', 'who'],
  })
  return {
    noop: () => pool.noop(),
    echo: (value) => pool.echo(value),
    who: (ms) => pool.who(ms),
    close: () => pool.end(),
  }
}
