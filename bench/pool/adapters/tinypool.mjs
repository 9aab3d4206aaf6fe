import { Tinypool } from 'tinypool'
import { bound } from '../bound.mjs'

/** @param kind what kind of worker, and how it is reached: options of the pool */
export const openWith = (kind) => (workers, task, names) => {
  const pool = new Tinypool({
    filename: task.href,
    ...kind,
    minThreads: workers,
    maxThreads: workers,
  })
  const call = (name) => (value) => pool.run(value, { name })
  return { ...bound(names, call), close: () => pool.destroy() }
}

export const open = openWith({
  runtime: 'child_process',
  // The default, JSON, loses the Date and the Buffer.
  serialization: 'advanced',
})
