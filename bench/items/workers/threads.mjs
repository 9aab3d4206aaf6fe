import { Observable } from 'observable-fns'
import { expose } from 'threads/worker'
import { makeItem } from './item.mjs'

expose(
  (count) =>
    new Observable((observer) => {
      for (let i = 0; i < count; i++) observer.next(makeItem(i))
      observer.complete()
    }),
)
