import { pool as openPool } from 'workerpool'

export const open = (maxWorkers) => {
  const pool = openPool(new URL('../workers/workerpool.js', import.meta.url).href, {
    maxWorkers,
    workerType: 'web',
    workerOpts: { type: 'module' },
  })
  return {
    noop: () => pool.exec('noop', []),
    echo: (value) => pool.exec('echo', [value]),
    fail: () => pool.exec('fail', []),
    move: (buffer) => pool.exec('move', [buffer], { transfer: [buffer] }),
    stream: (count, take) => pool.exec('items', [count], { on: take }),
    close: () => pool.terminate(true),
  }
}
