import { messageParent } from 'jest-worker'
import { items } from '../task.mjs'

export * from '../task.mjs'

export const tellItems = (count) => {
  for (const item of items(count)) messageParent(item)
}
