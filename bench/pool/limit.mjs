/**
 * The physical limit: two bare processes and raw frames, without promises, clones, or a schedule. It
 * is driven like a pool, but cannot be one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import frames from './frames.cjs'
import { Samples } from './samples.mjs'
import { BULK_SIZE } from './value.mjs'

const { Frames, READ_BUFFER } = frames
const CHILD = fileURLToPath(new URL('limit-child.cjs', import.meta.url))
const FD = 4

/** Bytes of a frame: as many as a small call takes, and as a record takes. */
const SIZES = { noop: 30, echo: 1024 }

/** The parent's end of one bare child. */
class Link {
  /** Told how many frames came back; their bytes lie in `frames` until it returns. */
  answered = () => undefined

  constructor(size) {
    this.frames = new Frames(size)
    this.child = spawn(process.execPath, [CHILD, String(size)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ignore', 'pipe'],
    })
    this.gone = once(this.child, 'exit')
    // Under another socket, which reads into one buffer: there is no public way to ask for that.
    const { _handle: handle } = this.child.stdio[FD]
    handle.readStop()
    handle.reading = false
    this.child.stdio[FD]._handle = null
    this.socket = new Socket({
      handle,
      readable: true,
      writable: true,
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BUFFER),
        callback: (length, buffer) => {
          const count = this.frames.push(buffer.subarray(0, length))
          if (count > 0) this.answered(this, count)
          this.frames.drop(count)
          return true
        },
      },
    })
    this.socket.on('error', () => {
      // The child is gone, which 'exit' tells.
    })
  }

  /** Sends numbered frames in one write. */
  send(count, firstId) {
    const { size } = this.frames
    const bytes = Buffer.alloc(count * size)
    for (let i = 0; i < count; i++) bytes.writeUInt32LE((firstId + i) >>> 0, i * size)
    this.socket.write(bytes)
  }

  close() {
    this.socket.destroy()
    return this.gone
  }
}

/** Runs with links that live as long as the run. */
const withLinks = async (count, size, run) => {
  const links = []
  try {
    return await new Promise((resolve, reject) => {
      for (let i = 0; i < count; i++) {
        const link = new Link(size)
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
    const link = new Link(SIZES.noop)
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
