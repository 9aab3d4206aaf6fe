/**
 * `npm run example:server [-- seconds]`: connections are accepted here and served by workers, which are
 * killed all the while. Clients see connections break, make them again, and wait for none in vain.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Pool } from 'invoke'
import { createLogUpdate } from 'log-update'
import { openFront } from './front.js'
import { startKiller } from './killer.js'
import { draw } from './view.js'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: 'string', default: '200' },
    limit: { type: 'string', default: String(availableParallelism()) },
    concurrency: { type: 'string', default: '100' },
    /** Milliseconds from one kill to the next. */
    kill: { type: 'string', default: '500' },
    /** Milliseconds within which every request must be answered. */
    bound: { type: 'string', default: '10000' },
  },
})
const numberOf = (text, name) => {
  const number = Number(text)
  if (!(number > 0)) throw new RangeError(`${name} is a number above 0`)
  return number
}
const seconds = numberOf(positionals[0] ?? '15', 'the time in seconds')
const clients = numberOf(values.clients, '--clients')
const limit = numberOf(values.limit, '--limit')
const concurrency = numberOf(values.concurrency, '--concurrency')
const every = numberOf(values.kill, '--kill')
const bound = numberOf(values.bound, '--bound')

const total = {
  workers: new Map(),
  /** Those at work at a time. */
  working: limit,
  answered: 0,
  slowest: 0,
  refused: 0,
  wrong: 0,
  broken: 0,
  left: 0,
  hung: 0,
}

const add = (report) => {
  for (const name of ['answered', 'refused', 'wrong', 'broken', 'left', 'hung']) {
    total[name] += report[name]
  }
  total.slowest = Math.max(total.slowest, report.slowest)
  for (const [pid, answers] of report.workers) {
    total.workers.set(pid, (total.workers.get(pid) ?? 0) + answers)
  }
}

const servers = new Pool({ limit, concurrency })
/** @type {import('invoke').Remote<typeof import('./web.js')>} */
const web = servers.invoke(new URL('web.js', import.meta.url))
const front = await openFront(web)

// A pool of its own: nobody kills the clients.
const crowd = new Pool({ limit: 1 })
/** @type {import('invoke').Remote<typeof import('./clients.js')>} */
const { load } = crowd.invoke(new URL('clients.js', import.meta.url))

const update = process.stdout.isTTY ? createLogUpdate(process.stdout) : undefined
console.log(`${clients} clients for ${seconds} s, ${limit} workers, one killed every ${every} ms`)

const killer = startKiller(every)
const start = performance.now()
const passed = () => (performance.now() - start) / 1000
for await (const report of load(front.port, { seconds, clients, bound })) {
  add(report)
  killer.seen([...report.workers.keys()])
  update?.(draw(total, front.counts, killer.killed, passed()))
}
const took = passed()
killer.stop()

/** Whether all connections were closed here, too: none may have been forgotten on its way. */
const closed = await Promise.race([
  front.close().then(() => true),
  new Promise((resolve) => setTimeout(resolve, bound, false).unref()),
])
await Promise.all([servers.kill({ force: !closed }), crowd.kill()])

update?.clear()
console.log(draw(total, front.counts, killer.killed, took))
console.log(`${total.hung} requests hung, ${total.wrong} got a wrong answer`)
if (!closed) console.log('connections were left open')
if (total.hung > 0 || total.wrong > 0 || !closed) process.exitCode = 1
