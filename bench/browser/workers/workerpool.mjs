import { Transfer, worker, workerEmit } from 'workerpool'
import * as task from '../task.mjs'

worker({
  ...task,
  move: (buffer) => new Transfer(buffer, [buffer]),
  items: (count) => {
    for (const item of task.items(count)) workerEmit(item)
  },
})
