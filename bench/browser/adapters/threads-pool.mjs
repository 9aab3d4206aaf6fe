import { Pool } from 'threads'
import { METHODS, start } from './threads-worker.mjs'

export const open = (workers) => {
  const pool = Pool(start, workers)
  const queued = Object.entries(METHODS).map(([name, method]) => [
    name,
    (...args) => pool.queue((thread) => method(thread, ...args)),
  ])
  return { ...Object.fromEntries(queued), close: () => pool.terminate(true) }
}
