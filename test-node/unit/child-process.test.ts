import * as assert from 'uvu/assert'
import { readdirSync } from 'node:fs'
import type { CloseReason, Transport } from '../../src/core/transport.js'
import { childProcess } from '../../src/transports/node/child-process.js'
import { transportContract } from '../contract/transport.js'
import { suite } from '../suite.js'

const test = suite('child process')

const entry = new URL('../fixtures/echo-worker.ts', import.meta.url)
const transport: Transport = childProcess(entry)

transportContract(test, 'child process', { transport, volume: 4_000_000, peerFlushes: true })

const endOf = (spec: { cwd?: string; execArgv?: string[] }) =>
  new Promise<CloseReason>((resolve) => {
    transport.open({ id: 1, ...spec }, () => ({
      packet: () => undefined,
      drained: () => undefined,
      closed: resolve,
    }))
  })

test('a working directory that is none is a failed start', async () => {
  const reason = await endOf({ cwd: '/no/such/folder' })
  assert.is(reason.kind, 'failed')
})

test('flags that are none end the worker, which is told', async () => {
  const reason = await endOf({ execArgv: ['--no-such-flag'] })
  if (reason.kind !== 'exited') throw new Error(reason.kind)
  assert.equal([reason.code, reason.signal], [9, null])
  assert.match(reason.stderr, /bad option: --no-such-flag/)
})

test('a worker that is gone leaves no descriptor behind', async () => {
  const open = () => readdirSync('/proc/self/fd').length
  await endOf({ execArgv: ['--no-such-flag'] })
  const before = open()
  for (let i = 0; i < 5; i++) await endOf({ execArgv: ['--no-such-flag'] })
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(open() <= before, `${before} descriptors became ${open()}`)
})

test.run()
