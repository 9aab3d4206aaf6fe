import { proxy, transfer } from 'comlink'
import * as task from '../task.mjs'

export const api = {
  ...task,
  move: (buffer) => transfer(buffer, [buffer]),
  /** An object whose `next` is called from the page. */
  items: (count) => proxy(task.items(count)),
  /** A function of the page's is called for each item, and waited for at the end. */
  give: async (count, take) => {
    await Promise.all(Array.from(task.items(count), (item) => take(item)))
  },
}
