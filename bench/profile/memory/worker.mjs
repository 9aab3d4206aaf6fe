/** The memory of a child process of some kind: `worker.mjs <kind>`. */
import { setTimeout } from 'node:timers/promises'
import { Pool } from '../../../dist/index.js'
import { workerMemory } from '../../pool/process.mjs'
import { BareChild } from '../bare-child.mjs'
import { tellAndEnd } from '../tell.mjs'

const TASK = new URL('task.mjs', import.meta.url)

const REST = 500

/** @returns what asks for the bytes of its heap */
const startBare = async (hasChannel, module) => {
  const child = new BareChild(hasChannel, module)
  await child.ask('m')
  return async () => (await child.ask('h')).heap
}

const startOurs = async (calls) => {
  const { noop, heapAfterCollection } = new Pool({ limit: 1 }).invoke(TASK)
  for (let i = 0; i < calls; i++) await noop()
  return heapAfterCollection
}

const KINDS = {
  bare: () => startBare(false),
  channel: () => startBare(true),
  module: () => startBare(true, TASK),
  first: () => startOurs(1),
  many: () => startOurs(200),
}

const measure = async (kind) => {
  const heap = await KINDS[kind]()
  await setTimeout(REST)
  const [rss] = workerMemory()
  return { rss, heap: (await heap()) / 2 ** 20 }
}

const [, , kind] = process.argv
await tellAndEnd(() => measure(kind))
