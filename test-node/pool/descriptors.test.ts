import * as assert from 'uvu/assert'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, WorkerDeath, type Remote } from 'invoke'
import { reasonOf } from '../contract/pool.js'
import { suite } from '../suite.js'
import { descendantsOf } from './processes.js'
import { until } from './program.js'

const test = suite('descriptors', 400_000)

type Deaths = typeof import('../fixtures/deaths.mjs')
type Descriptors = typeof import('../fixtures/descriptors.mjs')

const fixture = (name: string) => new URL(`../fixtures/${name}.mjs`, import.meta.url)

const folder = mkdtempSync(join(tmpdir(), 'descriptors-'))
test.after(() => rmSync(folder, { recursive: true }))

/** Calls of a pool that is gone afterwards. */
const withDescriptors = async (body: (module: Remote<Descriptors>) => Promise<void>) => {
  const pool = new Pool({ limit: 1 })
  await body(pool.invoke<Descriptors>(fixture('descriptors')))
  await pool.kill()
}

/** Ways to end a worker, and what the call that did it is rejected with. */
const WAYS = [
  [(deaths: Remote<Deaths>) => deaths.killed(), WorkerDeath],
  [(deaths: Remote<Deaths>) => deaths.throwLater(0), RangeError],
  [(deaths: Remote<Deaths>) => deaths.exit(3), WorkerDeath],
  [(deaths: Remote<Deaths>) => deaths.forgetRejection(), SyntaxError],
] as const

/** Ends workers in all ways in turn, two at a time. */
const dieOften = async (count: number): Promise<void> => {
  const own = new Pool({ limit: 2, execArgv: [] })
  const deaths = own.invoke<Deaths>(fixture('deaths'))
  let left = count
  const dieInTurn = async () => {
    while (left > 0) {
      const [die, reason] = WAYS[left-- % WAYS.length]
      assert.instance(await reasonOf(die(deaths)), reason)
    }
  }
  await Promise.all([dieInTurn(), dieInTurn()])
  await own.kill()
}

const held = () => ({
  descriptors: readdirSync('/proc/self/fd').length,
  timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  files: readdirSync(tmpdir()),
  children: descendantsOf(process.pid).length,
})

// What a process has open is found in /proc.
if (process.platform === 'linux') {
  for (const stdio of ['pipe', 'inherit'] as const) {
    test(`a process that a worker starts gets no link of the worker's: ${stdio}`, () =>
      withDescriptors(async (descriptors) => {
        const open = await descriptors.descriptorsOfChild(stdio, join(folder, stdio))
        assert.ok(open.has(0) && open.has(1) && open.has(2))
        // What else is open there, this process may have got itself from whoever started it.
        const more = [...open].filter(([fd, target]) => fd > 2 && target.startsWith('socket:'))
        assert.equal(more, [])
      }))
  }

  test('a process that a worker starts is not told of the link', () =>
    withDescriptors(async (descriptors) => {
      const env = await descriptors.environmentOfChild()
      assert.is(env['PATH'], process.env['PATH'])
      assert.equal(
        Object.keys(env).filter((name) => name.startsWith('NODE_CHANNEL')),
        [],
      )
    }))

  test('a thousand deaths leave nothing behind', async () => {
    const ownTmp = join(folder, 'tmp')
    mkdirSync(ownTmp)
    process.env['TMPDIR'] = ownTmp
    // What is made once for the process is no leak.
    await dieOften(WAYS.length)
    const before = held()
    await dieOften(1000)
    await until(() => held().descriptors <= before.descriptors)
    assert.equal(held(), before)
  })
}

test.run()
