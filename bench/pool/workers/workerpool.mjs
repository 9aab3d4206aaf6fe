// workerpool has no way to load a module of functions: a script registers them.
import workerpool from 'workerpool'
import * as task from '../task.mjs'

workerpool.worker({
  ...task,
  emitItems: (count) => {
    for (const item of task.items(count)) workerpool.workerEmit(item)
  },
})
