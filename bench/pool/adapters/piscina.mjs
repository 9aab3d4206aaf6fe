import { Piscina } from 'piscina'
import { bound } from '../bound.mjs'

export const open = (workers, task, names) => {
  const pool = new Piscina({
    filename: task.href,
    minThreads: workers,
    maxThreads: workers,
  })
  const call = (name) => (value) => pool.run(value, { name })
  return { ...bound(names, call), close: () => pool.destroy() }
}
