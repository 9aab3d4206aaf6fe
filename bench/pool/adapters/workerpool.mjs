import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'
import { functions, listOf } from '../functions.mjs'
import { takeAll } from '../take.mjs'

const script = fileURLToPath(new URL('../workers/workerpool.mjs', import.meta.url))

/** @param kind what kind of worker: options of the pool */
export const openWith = (kind) => (workers) => {
  // Started on demand, as by its default.
  const pool = workerpool.pool(script, { ...kind, maxWorkers: workers })
  return {
    ...functions((name) => (value) => pool.exec(name, listOf(value))),
    stream: (count, take) =>
      takeAll(count, take, (each) => pool.exec('emitItems', [count], { on: each })),
    close: () => pool.terminate(true),
  }
}

export const open = openWith({
  workerType: 'process',
  // The default, JSON, loses the Date and the Buffer.
  forkOpts: { serialization: 'advanced' },
})
