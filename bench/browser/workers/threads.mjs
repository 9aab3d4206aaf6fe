import { Observable } from 'observable-fns'
import { expose, Transfer } from 'threads/worker'
import { echo, fail, items, noop } from '../task.mjs'

expose({
  noop,
  echo,
  fail,
  move: (buffer) => Transfer(buffer, [buffer]),
  items: (count) =>
    new Observable((observer) => {
      for (const item of items(count)) observer.next(item)
      observer.complete()
    }),
})
