// What anybody would write who has no library.
import * as task from '../task.mjs'

const functions = {
  ...task,
  tellItems: (count) => {
    for (const item of task.items(count)) process.send({ item })
  },
}

process.on('message', ({ id, name, values }) => {
  process.send({ id, value: functions[name](...values) })
})
