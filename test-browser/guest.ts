/** What a page runs that shares workers with others: it does as another page tells it. */
import { Pool, type PoolOptions } from 'invoke/browser'

export type Sharing = typeof import('./modules/sharing.js')

/** A pool whose workers all pages share that name it so. */
export const openShared = (name: string, options: PoolOptions = {}): Pool =>
  new Pool({
    scope: 'origin',
    name,
    worker: ({ name: title }) =>
      new SharedWorker(new URL('./entry.worker.js', import.meta.url), {
        type: 'module',
        name: title,
      }),
    ...options,
  })

const openGuest = (name: string, options?: PoolOptions) => {
  const pool = openShared(name, options)
  return { pool, module: pool.invoke<Sharing>('./modules/sharing.js') }
}

/** What a page has for those that are about to tell it what to do. */
export type Guest = ReturnType<typeof openGuest>

Object.assign(globalThis, { openGuest })
