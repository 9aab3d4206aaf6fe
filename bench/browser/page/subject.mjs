/** Drives an adapter, whatever library it is of, and lets no wrong result pass. */
import { makeItem } from '../../items/workers/item.mjs'
import { Samples } from '../../pool/samples.mjs'
import { record } from '../../pool/value.mjs'
import { same } from './same.mjs'
import { bulk, checkBulk, checkGraph, graph } from './values.mjs'

const CALLS = {
  noop: (pool) => ({
    call: () => pool.noop(),
    fits: (back) => back === undefined,
    verify: (back) => back === undefined,
  }),
  echo: (pool) => {
    const value = record()
    return {
      call: () => pool.echo(value),
      fits: (back) => back.total === value.total && back !== value,
      verify: (back) => same(back, value),
    }
  },
}

export class Subject {
  #pool

  constructor(pool) {
    this.#pool = pool
  }

  /** One call at a time. */
  async oneByOne(kind, warmUp, ms) {
    const { call, fits, verify } = CALLS[kind](this.#pool)
    if (!verify(await call())) throw new Error('another value came back')
    await flood(call, fits, 1, warmUp)
    const samples = new Samples()
    const meter = await startMeter()
    const start = performance.now()
    let sent = start
    while (sent < start + ms) {
      if (!fits(await call())) throw new Error('another value came back')
      const now = performance.now()
      samples.add(now - sent)
      sent = now
    }
    const { count } = samples
    return { samples, perSecond: (count * 1000) / (sent - start), cpu: await meter(count) }
  }

  /** So many calls at a time. */
  async rate(kind, outstanding, warmUp, ms) {
    const { call, fits, verify } = CALLS[kind](this.#pool)
    await flood(call, fits, outstanding, warmUp)
    const meter = await startMeter()
    const { count, ms: taken } = await flood(call, fits, outstanding, ms)
    const cpu = await meter(count)
    if (!verify(await call())) throw new Error('another value came back')
    return { perSecond: (count * 1000) / taken, cpu }
  }

  graph(ms, least) {
    const sent = graph()
    return repeat(ms, least, async (clock) => {
      checkGraph(await clock(() => this.#pool.echo(sent)))
    })
  }

  copied(ms, least) {
    const sent = bulk()
    return repeat(ms, least, async (clock) => {
      checkBulk(await clock(() => this.#pool.echo(sent)))
      if (sent.byteLength === 0) throw new Error('it was moved away')
    })
  }

  moved(ms, least) {
    let sent = bulk()
    return repeat(ms, least, async (clock) => {
      const back = await clock(() => this.#pool.move(sent))
      checkBulk(back)
      if (sent.byteLength > 0) throw new Error('it was not moved')
      sent = back
    })
  }

  /** @param method of the adapter; `undefined` when it has none such */
  async stream(method, count, ms, least) {
    if (this.#pool[method] === undefined) return undefined
    return repeat(ms, least, async (clock) => {
      const items = []
      const take = (item) => {
        items.push(item)
      }
      await clock(() => this.#pool[method](count, take))
      if (items.length !== count) throw new Error(`${items.length} items of ${count}`)
      items.forEach((item, i) => {
        if (!same(item, makeItem(i))) throw new Error(`another item ${i} came`)
      })
    })
  }
}

/** Starts to count processor time; gives what tells how many microseconds each of a number of calls took. */
const startMeter = async () => {
  const before = await globalThis.processorTime()
  return async (count) => {
    const after = await globalThis.processorTime()
    return before === undefined ? undefined : (after - before) / count
  }
}

/** @returns the samples of what was done between the checks; the first, for warmth, is left out */
const repeat = async (ms, least, run) => {
  const samples = new Samples()
  let isWarm = false
  const clock = async (work) => {
    const start = performance.now()
    const result = await work()
    if (isWarm) samples.add(performance.now() - start)
    return result
  }
  await run(clock)
  isWarm = true
  const end = performance.now() + ms
  while (performance.now() < end || samples.count < least) await run(clock)
  return samples
}

const flood = async (call, fits, outstanding, ms) => {
  let count = 0
  const start = performance.now()
  const end = start + ms
  let now = start
  const lane = async () => {
    while (now < end) {
      if (!fits(await call())) throw new Error('another value came back')
      // The clock costs as much as a tenth of a fast call, so it is not asked each time.
      if ((++count & 15) === 0) now = performance.now()
    }
  }
  await Promise.all(Array.from({ length: outstanding }, lane))
  return { count, ms: performance.now() - start }
}
