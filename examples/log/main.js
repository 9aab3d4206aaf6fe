/**
 * `npm run example:log [-- megabytes]`: a web server's log is read in all the workers there are. Each
 * streams what it finds, and waits when the terminal is slower.
 */
import { mkdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Pool } from 'invoke'
import { createLogUpdate } from 'log-update'
import { makeLog } from './make.js'
import { draw } from './view.js'

const megabytes = Number(process.argv[2] ?? 200)
if (!(megabytes > 0)) throw new RangeError('the size of the log is a number of megabytes')

const folder = join(tmpdir(), 'invoke-example')
const path = join(folder, `access-${megabytes}.log`)
await mkdir(folder, { recursive: true })
if ((await stat(path).catch(() => undefined)) === undefined) {
  console.log(`writing ${path}`)
  await makeLog(path, megabytes * 1e6)
}

const { size } = await stat(path)
const total = {
  size,
  bytes: 0,
  lines: 0,
  sent: 0,
  bad: 0,
  statuses: {},
  failures: 0,
  recent: [],
}

const add = (summary) => {
  for (const name of ['bytes', 'lines', 'sent', 'bad']) total[name] += summary[name]
  for (const [kind, count] of Object.entries(summary.statuses)) {
    total.statuses[kind] = (total.statuses[kind] ?? 0) + count
  }
  total.failures += summary.failures.length
  total.recent = [...total.recent, ...summary.failures].slice(-5)
}

const start = performance.now()
const seconds = () => (performance.now() - start) / 1000
const update = process.stdout.isTTY ? createLogUpdate(process.stdout) : undefined

const pool = new Pool()
/** @type {import('invoke').Remote<typeof import('./parse.js')>} */
const log = pool.invoke(new URL('parse.js', import.meta.url))

/** Follows one worker through its part. Nothing piles up: while this draws, the worker waits. */
const follow = async (from, to) => {
  for await (const summary of log({ window: 4 }).parse(path, from, to)) {
    add(summary)
    if (update === undefined) continue
    update(draw(total, seconds()))
    await setTimeout(5)
  }
}

/** More than there are workers: a stream that waits takes none of their slots. */
const parts = 4
const edges = Array.from({ length: parts + 1 }, (_, i) => Math.round((size * i) / parts))
await Promise.all(edges.slice(1).map((to, i) => follow(edges[i], to)))
await pool.kill()

update?.clear()
console.log(draw(total, seconds()))
