import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'

const script = fileURLToPath(new URL('workerpool-worker.mjs', import.meta.url))

export const open = (workers) => {
  const pool = workerpool.pool(script, {
    workerType: 'process',
    // Started on demand, as by its default.
    maxWorkers: workers,
    // The default, JSON, loses the Date and the Buffer.
    forkOpts: { serialization: 'advanced' },
  })
  const call = (name) => (value) => pool.exec(name, value === undefined ? [] : [value])
  return {
    noop: call('noop'),
    echo: call('echo'),
    who: call('who'),
    close: () => pool.terminate(true),
  }
}
