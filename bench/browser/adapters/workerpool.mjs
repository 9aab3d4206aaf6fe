import { pool as openPool } from 'workerpool'
import { functions } from '../../pool/functions.mjs'

export const open = (maxWorkers) => {
  const pool = openPool(new URL('../workers/workerpool.js', import.meta.url).href, {
    maxWorkers,
    workerType: 'web',
    workerOpts: { type: 'module' },
  })
  return {
    ...functions(
      (name) =>
        (...args) =>
          pool.exec(name, args),
    ),
    fail: () => pool.exec('fail', []),
    move: (buffer) => pool.exec('move', [buffer], { transfer: [buffer] }),
    stream: (count, take) => pool.exec('items', [count], { on: take }),
    close: () => pool.terminate(true),
  }
}
