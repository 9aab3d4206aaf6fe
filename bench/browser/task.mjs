/** What every worker can do. */
import { makeItem } from '../items/workers/item.mjs'

export const noop = () => undefined

export const echo = (value) => value

export function* items(count) {
  for (let i = 0; i < count; i++) yield makeItem(i)
}

export const fail = () => {
  throw Object.assign(new RangeError('too far', { cause: new Map([['by', 3]]) }), { code: 'EFAR' })
}
