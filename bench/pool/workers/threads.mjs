import { Observable } from 'observable-fns'
import { expose } from 'threads/worker'
import * as task from '../task.mjs'

expose({
  ...task,
  observed: (count) =>
    new Observable((observer) => {
      for (const item of task.items(count)) observer.next(item)
      observer.complete()
    }),
})
