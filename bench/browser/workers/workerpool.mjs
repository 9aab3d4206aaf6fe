import { Transfer, worker, workerEmit } from 'workerpool'
import { echo, fail, items, noop } from '../task.mjs'

worker({
  noop,
  echo,
  fail,
  move: (buffer) => new Transfer(buffer, [buffer]),
  items: (count) => {
    for (const item of items(count)) workerEmit(item)
  },
})
