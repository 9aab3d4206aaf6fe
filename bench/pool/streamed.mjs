/** How long items take from a worker to its caller. */
import { makeItem } from '../items/workers/item.mjs'
import { Samples } from './samples.mjs'

/** Before the clock, a part of them. */
const WARM_UP = 0.1

/** Behind the clock: whoever loses or swaps an item is not fast but wrong. */
const check = (items, count) => {
  if (items.length !== count) throw new Error(`${items.length} items of ${count}`)
  items.forEach((item, i) => {
    if (item.i !== i || item.name !== makeItem(i).name) throw new Error(`another item ${i} came`)
  })
}

/**
 * @param stream is told how many, and what takes each
 * @returns milliseconds, of as many passes as there is time for, but one
 */
export const streamed = async (stream, count, ms) => {
  await stream(count * WARM_UP, () => undefined)
  const samples = new Samples()
  const end = performance.now() + ms
  do {
    const items = []
    const start = performance.now()
    await stream(count, (item) => {
      items.push(item)
    })
    samples.add(performance.now() - start)
    check(items, count)
  } while (performance.now() < end)
  return samples
}
