// By path: a package with a package.json of its own, as bench/ is, cannot refer to its parent by name.
import { Pool } from '../../../dist/index.js'
import { functionsOf } from '../functions.mjs'

const TASK = new URL('../task.mjs', import.meta.url)

export const open = (workers) => {
  const pool = new Pool({ limit: workers })
  const module = pool.invoke(TASK)
  return {
    ...functionsOf(module),
    stream: async (count, take) => {
      for await (const item of module.items(count)) take(item)
    },
    close: () => pool.kill({ force: true }),
  }
}
