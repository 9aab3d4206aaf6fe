/** Many clients of a web server. Runs in a process of its own, so that it cannot slow the front down. */
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { get } from './get.js'

/** Between two reports, in milliseconds. */
const REPORT = 100

/** Requests of a client that keeps its connection, until it makes another one. */
const MOST_REQUESTS = 8

/** One of so many connections is left by its client before it got an answer. */
const IMPATIENT = 40

/** Before a request is made once more, in milliseconds: a server that cuts connections is busy. */
const BREATH = 10

/** What a broken connection is called. Anything else is an error of the load's own. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE'])

const emptyReport = () => ({
  /** Answers by the worker that gave them. */
  workers: new Map(),
  /** Requests that were answered, and how long the slowest took, repetitions included. */
  answered: 0,
  slowest: 0,
  /** Answers of 503. */
  refused: 0,
  /** Answers that belong to another request. */
  wrong: 0,
  /** Connections that broke, each made again. */
  broken: 0,
  /** Connections that a client left. */
  left: 0,
  /** Requests without any answer within the bound. */
  hung: 0,
})

/**
 * Makes requests for some seconds, waits for the answers to the last ones, and reports all the while.
 * @param {number} port
 * @param {{ seconds: number, clients: number, bound: number }} options `bound` is how many milliseconds a
 * request may take
 */
export async function* load(port, { seconds, clients, bound }) {
  const end = performance.now() + seconds * 1000
  let report = emptyReport()
  let lastName = 0

  const count = (answer, name, took) => {
    report.answered++
    report.slowest = Math.max(report.slowest, took)
    if (answer.status === 503) {
      report.refused++
      return
    }
    report.workers.set(answer.worker, (report.workers.get(answer.worker) ?? 0) + 1)
    const isRight =
      answer.body.includes(`<title>${name}</title>`) && answer.body.endsWith('</svg>\n')
    if (!isRight) report.wrong++
  }

  /** As any client does, it repeats a request whose connection broke. */
  const ask = async (agent) => {
    const name = `n${++lastName}`
    const began = performance.now()
    const signal = AbortSignal.timeout(bound)
    for (;;) {
      try {
        const answer = await get({ host: '127.0.0.1', port, path: `/${name}.svg`, agent, signal })
        count(answer, name, performance.now() - began)
        return
      } catch (error) {
        if (signal.aborted) {
          report.hung++
          return
        }
        if (!BROKEN.has(error.code)) throw error
        report.broken++
      }
      await setTimeout(BREATH)
    }
  }

  /** Connects and leaves, with or without a request, and not always politely. */
  const leave = async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    if (Math.random() < 0.5) socket.write('GET /nobody.svg HTTP/1.1\r\nhost: here\r\n\r\n')
    await setTimeout(Math.random() * 30)
    if (Math.random() < 0.5) socket.resetAndDestroy()
    else socket.destroy()
    report.left++
  }

  const keep = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let i = 0; i < MOST_REQUESTS && performance.now() < end; i++) await ask(agent)
    agent.destroy()
  }

  const client = async (number) => {
    while (performance.now() < end) {
      if (Math.random() * IMPATIENT < 1) await leave()
      // Half of the clients keep their connections, and half need a new one for every request.
      else if (number % 2 === 0) await keep()
      else await ask(false)
    }
  }

  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  const ended = all.then(() => true)
  for (let done = false; !done;) {
    done = await Promise.race([ended, setTimeout(REPORT, false)])
    const last = report
    report = emptyReport()
    yield last
  }
}
