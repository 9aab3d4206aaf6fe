import { Piscina } from 'piscina'
import { functions } from '../functions.mjs'
import { takeFromPort } from '../take.mjs'

const TASK = new URL('../task.mjs', import.meta.url)

export const open = (workers) => {
  const pool = new Piscina({
    filename: TASK.href,
    minThreads: workers,
    maxThreads: workers,
  })
  return {
    ...functions((name) => (value) => pool.run(value, { name })),
    stream: (count, take) =>
      takeFromPort(count, take, (value, transferList) =>
        pool.run(value, { name: 'postItems', transferList }),
      ),
    close: () => pool.destroy(),
  }
}
