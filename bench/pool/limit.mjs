/**
 * The physical limit: two bare processes and raw frames, without promises, clones, or a schedule. It
 * is driven like a pool, but cannot be one.
 */
import { Link } from './link.mjs'
import { Samples } from './samples.mjs'
import { BULK_SIZE } from './value.mjs'

const ECHO = new URL('limit-child.cjs', import.meta.url)
const STREAM = new URL('limit-items.cjs', import.meta.url)

/** Bytes of a frame: as many as a small call takes, and as a record takes. */
const SIZES = { noop: 30, echo: 1024 }

/** Runs with links that live as long as the run. */
const withLinks = async (count, size, run, script = ECHO) => {
  const links = []
  try {
    return await new Promise((resolve, reject) => {
      for (let i = 0; i < count; i++) {
        const link = new Link(size, script)
        void link.gone.then(() => reject(new Error('a bare child ended')))
        links.push(link)
      }
      const answered = run(links, resolve, reject)
      for (const link of links) link.answered = answered
    })
  } finally {
    await Promise.all(links.map((link) => link.close()))
  }
}

const roundTrips = (warmUp, ms) =>
  withLinks(1, SIZES.noop, ([link], resolve) => {
    const samples = new Samples()
    const start = performance.now()
    let sent = start
    link.send(1, 0)
    return () => {
      const now = performance.now()
      if (now > start + warmUp) samples.add(now - sent)
      if (now > start + warmUp + ms) {
        resolve(samples)
        return
      }
      sent = performance.now()
      link.send(1, 0)
    }
  })

/** @param meter told when the warm-up is over: it then gives what reads the processor time */
const rate = (size, outstanding, warmUp, ms, meter) =>
  withLinks(Math.min(2, outstanding), size, (links, resolve, reject) => {
    const share = Math.floor(outstanding / links.length)
    const next = new Map(links.map((link) => [link, { awaited: 0, sent: share }]))
    let start
    let stop
    let count = 0
    const warm = performance.now() + warmUp
    for (const link of links) link.send(share, 0)
    return (link, answers) => {
      const state = next.get(link)
      for (let i = 0; i < answers; i++) {
        if (link.frames.id(i) !== state.awaited++ >>> 0) reject(new Error('a frame out of order'))
      }
      const now = performance.now()
      if (start !== undefined) {
        count += answers
        if (now > start + ms) {
          resolve({ count, ms: now - start, cpu: stop(count) })
          return
        }
      } else if (now > warm) {
        start = now
        stop = meter()
      }
      link.send(answers, state.sent)
      state.sent += answers
    }
  })

const bulk = (warmUp, ms, least) =>
  withLinks(1, BULK_SIZE, ([link], resolve) => {
    const bytes = Buffer.alloc(BULK_SIZE)
    const samples = new Samples()
    const start = performance.now()
    let sent = start
    link.socket.write(bytes)
    return () => {
      const now = performance.now()
      if (now > start + warmUp) samples.add(now - sent)
      if (now > start + warmUp + ms && samples.count >= least) {
        resolve(samples)
        return
      }
      sent = performance.now()
      link.socket.write(bytes)
    }
  })

/** As many frames as there would be items, which the child writes 64 at a time. */
const stream = (total, ms) =>
  withLinks(
    1,
    SIZES.noop,
    ([link], resolve, reject) => {
      const samples = new Samples()
      const end = performance.now() + ms
      let isWarm = false
      let seen = 0
      let asked
      const ask = () => {
        seen = 0
        const request = Buffer.alloc(4)
        request.writeUInt32LE(total)
        asked = performance.now()
        link.socket.write(request)
      }
      ask()
      return (_link, count) => {
        for (let i = 0; i < count; i++) {
          if (link.frames.id(i) !== seen++) reject(new Error('a frame out of order'))
        }
        if (seen < total) return
        const now = performance.now()
        if (isWarm) samples.add(now - asked)
        isWarm = true
        if (now > end && samples.count > 0) resolve(samples)
        else ask()
      }
    },
    STREAM,
  )

/** What a pool is driven by, for what is none. */
class Limit {
  #workers
  #links = []

  constructor(workers) {
    this.#workers = workers
  }

  check() {
    return Promise.resolve()
  }

  roundTrips(warmUp, ms) {
    return roundTrips(warmUp, ms)
  }

  rate(kind, outstanding, warmUp, ms, meter) {
    return rate(SIZES[kind], outstanding, warmUp, ms, meter)
  }

  async bulk(warmUp, ms, least) {
    return { samples: await bulk(warmUp, ms, least) }
  }

  items(count, ms) {
    return stream(count, ms)
  }

  noop() {
    return this.#answer(this.#links[0] ?? this.#start())
  }

  async settle() {
    while (this.#links.length < this.#workers) await this.#answer(this.#start())
  }

  close() {
    return Promise.all(this.#links.map((link) => link.close()))
  }

  #start() {
    const link = new Link(SIZES.noop, ECHO)
    this.#links.push(link)
    return link
  }

  #answer(link) {
    return new Promise((resolve) => {
      link.answered = resolve
      link.send(1, 0)
    })
  }
}

export const open = (workers) => new Limit(workers)
