import { Tinypool } from 'tinypool'
import { functions } from '../functions.mjs'
import { takeAll } from '../take.mjs'

const TASK = new URL('../task.mjs', import.meta.url)

/**
 * @param kind what kind of worker, and how it is reached: options of the pool
 * @param stream brings items from a pool
 */
export const openWith = (kind, stream) => (workers) => {
  const pool = new Tinypool({
    filename: TASK.href,
    ...kind,
    minThreads: workers,
    maxThreads: workers,
  })
  return {
    ...functions((name) => (value) => pool.run(value, { name })),
    stream: (count, take) => stream(pool, count, take),
    close: () => pool.destroy(),
  }
}

export const open = openWith(
  {
    runtime: 'child_process',
    // The default, JSON, loses the Date and the Buffer.
    serialization: 'advanced',
  },
  (pool, count, take) =>
    takeAll(count, take, (each) =>
      pool.run(count, {
        name: 'sendItems',
        channel: { onMessage: () => undefined, postMessage: each },
      }),
    ),
)
