/** Drives a pool, whatever library it is of. */
import { deepStrictEqual } from 'node:assert/strict'
import { Samples } from './samples.mjs'
import { bulk as makeBulk, record } from './value.mjs'

/** How long a worker is kept busy, so that another one is needed. */
const BUSY = 30

/** How long all workers may take to turn up. */
const PATIENCE = 10_000

export class Subject {
  #pool
  #workers

  constructor(pool, workers) {
    this.#pool = pool
    this.#workers = workers
  }

  /** Calls reach as many workers as were asked for, none of them this one, and come back unharmed. */
  async check() {
    const { noop, echo } = this.#pool
    await this.settle()
    deepStrictEqual(await noop(), undefined)
    deepStrictEqual(await echo(record()), record())
  }

  /** Resolves when all workers have started. */
  async settle() {
    const seen = new Set()
    const end = performance.now() + PATIENCE
    while (seen.size < this.#workers) {
      if (performance.now() > end) throw new Error(`only ${seen.size} workers`)
      const calls = Array.from({ length: 2 * this.#workers }, () => this.#pool.who(BUSY))
      for (const worker of await Promise.all(calls)) seen.add(worker)
    }
    if (seen.has(`${process.pid}/0`)) throw new Error('it ran in the parent')
    if (seen.size > this.#workers) throw new Error(`${seen.size} workers`)
  }

  /** Calls that do nothing, one at a time. */
  async roundTrips(warmUp, ms) {
    const { call } = this.#callOf('noop')
    await repeat(call, warmUp)
    const samples = new Samples()
    const start = performance.now()
    for (let sent = start; sent < start + ms;) {
      await call()
      const now = performance.now()
      samples.add(now - sent)
      sent = now
    }
    return samples
  }

  /**
   * So many calls at a time.
   * @param meter starts to measure processor time; gives what reads it, per call
   */
  async rate(kind, outstanding, warmUp, ms, meter) {
    const { call, verify } = this.#callOf(kind)
    await flood(call, outstanding, warmUp)
    const stop = meter()
    const result = await flood(call, outstanding, ms)
    const cpu = stop(result.count)
    verify(await call())
    return { ...result, cpu }
  }

  /** 16 MB there and back, one at a time. */
  async bulk(warmUp, ms, least) {
    const sent = makeBulk()
    const { echo } = this.#pool
    const back = await echo(sent)
    if (Buffer.compare(back, sent) !== 0) throw new Error('other bytes came back')
    await repeat(() => echo(sent), warmUp)
    const samples = new Samples()
    const end = performance.now() + ms
    while (performance.now() < end || samples.count < least) {
      const start = performance.now()
      const { length } = await echo(sent)
      samples.add(performance.now() - start)
      if (length !== sent.length) throw new Error(`${length} bytes came back`)
    }
    return { samples, mark: Buffer.isBuffer(back) ? undefined : back.constructor.name }
  }

  noop() {
    return this.#pool.noop()
  }

  close() {
    return this.#pool.close()
  }

  #callOf(kind) {
    const { noop, echo } = this.#pool
    if (kind === 'noop') return { call: () => noop(), verify: () => undefined }
    const value = record()
    return { call: () => echo(value), verify: (back) => deepStrictEqual(back, value) }
  }
}

const repeat = async (call, ms) => {
  const end = performance.now() + ms
  while (performance.now() < end) await call()
}

const flood = async (call, outstanding, ms) => {
  let count = 0
  const start = performance.now()
  const end = start + ms
  let now = start
  const lane = async () => {
    while (now < end) {
      await call()
      // The clock costs as much as a tenth of a fast call, so it is not asked each time.
      if ((++count & 15) === 0) now = performance.now()
    }
  }
  await Promise.all(Array.from({ length: outstanding }, lane))
  return { count, ms: performance.now() - start }
}
