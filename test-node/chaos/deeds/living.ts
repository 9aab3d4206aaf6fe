/** Calls that come to something alive, or are given it. */
import { isDeepStrictEqual } from 'node:util'
import { isError, type Plan } from '../deed.js'

interface Item {
  readonly id: number
  readonly i: number
}

const upTo = (id: number, to: number): Item[] => Array.from({ length: to }, (_, i) => ({ id, i }))

/** Reads so many items, then breaks off. */
const read = async (items: AsyncIterable<Item>, most: number): Promise<Item[]> => {
  const all: Item[] = []
  if (most === 0) return all
  for await (const item of items) {
    all.push(item)
    if (all.length >= most) break
  }
  return all
}

export const streams: Plan = (id, random) => {
  const to = random.integer(0, 3000)
  const isSlow = random.chance(0.4)
  const most = random.chance(0.4) ? random.integer(1, 400) : Infinity
  const failsAt = random.chance(0.2) ? random.integer(0, to) : Infinity
  const fails = failsAt < to && failsAt < most
  return {
    run: ({ chaos }) =>
      read(isSlow ? chaos.streamsLater(id, to, failsAt) : chaos.streams(id, to, failsAt), most),
    ...(!fails && { gives: (all) => isDeepStrictEqual(all, upTo(id, Math.min(to, most))) }),
    throws: (reason) => fails && isError(reason, 'RangeError', `thrown by the stream of ${id}`),
  }
}

/** Asks for some items and loses the rest. */
export const loses: Plan = (id, random) => {
  const most = random.integer(0, 3)
  return {
    run: async ({ chaos }) => {
      const items = await chaos.streams(id, 5000, Infinity)
      const all: unknown[] = []
      while (all.length < most) all.push((await items.next()).value)
      return all
    },
    gives: (all) => isDeepStrictEqual(all, upTo(id, most)),
    // Nobody can say when it is given back.
    options: { lock: [] },
  }
}

export const observes: Plan = (id, random) => {
  const to = random.integer(0, 40)
  const most = random.chance(0.4) ? random.integer(1, 20) : Infinity
  return {
    run: async ({ chaos }) => {
      const observable = await chaos.observed(id, to)
      const all: unknown[] = []
      return new Promise((resolve, reject) => {
        const subscription = observable.subscribe({
          next: (value) => {
            all.push(value)
            if (all.length < most) return
            subscription.unsubscribe()
            resolve(all)
          },
          error: reject,
          complete: () => resolve(all),
        })
      })
    },
    gives: (all) => isDeepStrictEqual(all, upTo(id, Math.min(to, most))),
    // It may be subscribed to for as long as anyone has it.
    options: { lock: [] },
  }
}

export const drains: Plan = (id, random) => {
  const to = random.integer(0, 2000)
  return {
    run: ({ chaos }) => {
      const items = function* () {
        for (let i = 0; i < to; i++) yield i
      }
      return chaos.drains(id, items())
    },
    gives: (value) => isDeepStrictEqual(value, { id, sum: (to * to - to) / 2 }),
  }
}
