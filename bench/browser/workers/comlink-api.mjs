import { proxy, transfer } from 'comlink'
import { echo, fail, items, noop } from '../task.mjs'

export const api = {
  noop,
  echo,
  fail,
  move: (buffer) => transfer(buffer, [buffer]),
  /** An object whose `next` is called from the page. */
  items: (count) => proxy(items(count)),
  /** A function of the page's is called for each item, and waited for at the end. */
  give: async (count, take) => {
    await Promise.all(Array.from(items(count), (item) => take(item)))
  },
}
