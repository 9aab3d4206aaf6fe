/** Drives a pool, whatever library it is of. */
import { deepStrictEqual } from 'node:assert/strict'
import { DATA } from '../codec/data.mjs'
import { allocation } from './allocation.mjs'
import { Samples } from './samples.mjs'
import { streamed } from './streamed.mjs'
import { heap } from './task.mjs'
import { turnout } from './turnout.mjs'
import { BULK_SIZE, bulk as makeBulk, record } from './value.mjs'

export class Subject {
  #workers
  #isLossy

  /** @param isLossy whether dates come back as texts, which is said in the report */
  constructor(pool, workers, isLossy = false) {
    this.pool = pool
    this.#workers = workers
    this.#isLossy = isLossy
  }

  /** Calls reach as many workers as were asked for, none of them this one, and come back unharmed. */
  async check() {
    const { noop, echo } = this.pool
    await this.settle()
    deepStrictEqual(await noop(), undefined)
    this.#verify(await echo(record()), record())
  }

  /** Resolves when all workers have started. */
  async settle() {
    const seen = await turnout(this.pool.who, this.#workers)
    if (seen.has(`${process.pid}/0`)) throw new Error('it ran in the parent')
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
    const { echo } = this.pool
    const back = await echo(sent)
    if (Buffer.compare(back, sent) !== 0) throw new Error('other bytes came back')
    const call = async () => {
      const { length } = await echo(sent)
      if (length !== BULK_SIZE) throw new Error(`${length} bytes came back`)
    }
    await repeat(call, warmUp)
    return {
      samples: await sampled(call, ms, least),
      mark: Buffer.isBuffer(back) ? undefined : back.constructor.name,
    }
  }

  /** About 1 MB of records there and back, one at a time. */
  async graph(warmUp, ms, least) {
    const sent = DATA['1 MB graph']()
    const { echo } = this.pool
    this.#verify(await echo(sent), sent)
    const call = async () => {
      const { length } = await echo(sent)
      if (length !== sent.length) throw new Error(`${length} records came back`)
    }
    await repeat(call, warmUp)
    return sampled(call, ms, least)
  }

  /** @returns `undefined` when it has no way to stream */
  async items(count, ms) {
    const { stream } = this.pool
    return stream === undefined ? undefined : streamed(stream, count, ms)
  }

  /** Bytes of heap per call here and in the worker, which must be the only one. */
  allocation(outstanding, warmUp, ms) {
    return allocation(this.pool, heap, outstanding, warmUp, ms)
  }

  noop() {
    return this.pool.noop()
  }

  close() {
    return this.pool.close()
  }

  #verify(back, sent) {
    deepStrictEqual(back, this.#isLossy ? JSON.parse(JSON.stringify(sent)) : sent)
  }

  #callOf(kind) {
    const { noop, echo } = this.pool
    if (kind === 'noop') return { call: () => noop(), verify: () => undefined }
    const value = record()
    return { call: () => echo(value), verify: (back) => this.#verify(back, value) }
  }
}

const repeat = async (call, ms) => {
  const end = performance.now() + ms
  while (performance.now() < end) await call()
}

/** One at a time, for so long and at least so often. */
const sampled = async (call, ms, least) => {
  const samples = new Samples()
  const end = performance.now() + ms
  while (performance.now() < end || samples.count < least) {
    const start = performance.now()
    await call()
    samples.add(performance.now() - start)
  }
  return samples
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
