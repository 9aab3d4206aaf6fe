import { takeFromPort } from '../take.mjs'
import { openWith } from './tinypool.mjs'

export const open = openWith({}, (pool, count, take) =>
  takeFromPort(count, take, (value, transferList) =>
    pool.run(value, { name: 'postItems', transferList }),
  ),
)
