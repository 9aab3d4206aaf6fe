import { fileURLToPath } from 'node:url'
import { FixedClusterPool } from 'poolifier'
import { openPool } from './poolifier.mjs'

// With an ES module as its script, its first message may come before anybody listens, and it hangs.
const script = fileURLToPath(new URL('../workers/poolifier-cluster.cjs', import.meta.url))

export const open = (workers) =>
  // The default, JSON, loses the Date and the Buffer.
  openPool(new FixedClusterPool(workers, script, { settings: { serialization: 'advanced' } }))
