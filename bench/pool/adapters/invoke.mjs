// By path: a package with a package.json of its own, as bench/ is, cannot refer to its parent by name.
import { Pool } from '../../../dist/index.js'

export const open = (workers, task) => {
  const pool = new Pool({ limit: workers })
  const { noop, echo, who } = pool.invoke(task)
  return { noop, echo, who, close: () => pool.kill({ force: true }) }
}
