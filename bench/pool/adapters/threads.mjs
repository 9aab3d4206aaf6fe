import { Pool, spawn, Worker } from 'threads'
import { functions, listOf } from '../functions.mjs'

export const open = (workers) => {
  // Only by a path relative to this file.
  const pool = Pool(() => spawn(new Worker('../workers/threads.mjs')), { size: workers })
  return {
    ...functions((name) => (value) => pool.queue((worker) => worker[name](...listOf(value)))),
    stream: (count, take) =>
      pool.queue(
        (worker) =>
          new Promise((resolve, reject) => {
            worker.observed(count).subscribe(take, reject, resolve)
          }),
      ),
    close: () => pool.terminate(true),
  }
}
