import { Observable } from 'observable-fns'
import { expose, Transfer } from 'threads/worker'
import * as task from '../task.mjs'

expose({
  ...task,
  move: (buffer) => Transfer(buffer, [buffer]),
  items: (count) =>
    new Observable((observer) => {
      for (const item of task.items(count)) observer.next(item)
      observer.complete()
    }),
})
