import { setTimeout } from 'node:timers/promises'
import { invoke } from '../../../dist/index.js'
import { makeItem } from './item.mjs'

export function* items(count) {
  for (let i = 0; i < count; i++) yield makeItem(i)
}

export async function* itemsLater(count) {
  for (let i = 0; i < count; i++) yield makeItem(i)
}

export const observed = (count) =>
  invoke.observable((observer) => {
    for (let i = 0; i < count; i++) observer.next(makeItem(i))
    observer.complete()
  })

let made = 0
export const madeCount = () => made

/** Faster than anyone consumes. */
export function* buffers(count, size) {
  for (made = 0; made < count; made++) yield new Uint8Array(size).fill(made)
}

export const rest = (milliseconds) => setTimeout(milliseconds)
export const rss = () => process.memoryUsage.rss()
