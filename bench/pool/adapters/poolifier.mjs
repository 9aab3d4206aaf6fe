import { fileURLToPath } from 'node:url'
import { FixedThreadPool } from 'poolifier'
import { functions } from '../functions.mjs'

const script = fileURLToPath(new URL('../workers/poolifier.mjs', import.meta.url))

export const openPool = (pool) => ({
  ...functions((name) => (value) => pool.execute(value, name)),
  close: () => pool.destroy(),
})

export const open = (workers) => openPool(new FixedThreadPool(workers, script))
