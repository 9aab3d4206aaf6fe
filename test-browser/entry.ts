import { Pool, type PoolOptions } from 'invoke/browser'

/** A pool of workers that run the entry of these tests. */
export const openPool = (options: PoolOptions = {}): Pool =>
  new Pool({
    worker: ({ name }) =>
      new Worker(new URL('./entry.worker.js', import.meta.url), { type: 'module', name }),
    ...options,
  })
