// By path: a package with a package.json of its own, as bench/ is, cannot refer to its parent by name.
import { Pool } from '../../../dist/index.js'
import { bound } from '../bound.mjs'

export const open = (workers, task, names) => {
  const pool = new Pool({ limit: workers })
  const module = pool.invoke(task)
  return { ...bound(names, (name) => module[name]), close: () => pool.kill({ force: true }) }
}
