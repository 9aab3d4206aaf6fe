/** One start, from before the import of the library, in a process of its own: `job.mjs <kind>`. */
import { subscribe } from 'node:diagnostics_channel'
import { tellAndEnd } from '../tell.mjs'

const TASK = new URL('task.mjs', import.meta.url)

/** Milliseconds since the start, by the name of what is reached. */
class Moments {
  #start = performance.now()
  reached = {}

  note(name) {
    this.reached[name] = performance.now() - this.#start
  }

  /** What the other process says, on the clock of 1970. */
  add(told) {
    for (const [name, time] of Object.entries(told)) {
      this.reached[name] = time - performance.timeOrigin - this.#start
    }
  }
}

const ofLibrary = async (moments) => {
  const { Pool } = await import('../../../dist/index.js')
  moments.note('library')
  subscribe('child_process', ({ process: child }) => {
    // Later, there is a second one: what ends workers whose parent was killed.
    child.once('spawn', () => moments.reached.process ?? moments.note('process'))
  })
  const pool = new Pool({ limit: 1 })
  pool.on('start', () => moments.note('hello'))
  return pool.invoke(TASK).moments()
}

const ofBareChild = async (moments, hasChannel) => {
  const { BareChild } = await import('../bare-child.mjs')
  const child = new BareChild(hasChannel)
  child.process.once('spawn', () => moments.note('process'))
  return child.ask('m')
}

const KINDS = {
  invoke: ofLibrary,
  bare: (moments) => ofBareChild(moments, false),
  channel: (moments) => ofBareChild(moments, true),
}

const start = async (kind) => {
  // As where the whole start is measured.
  await import('../../pool/workload.mjs')
  const moments = new Moments()
  await import('node:child_process')
  await import('node:net')
  await import('node:stream')
  moments.note('builtins')
  const told = await KINDS[kind](moments)
  moments.note('result')
  moments.add(told)
  return moments.reached
}

const [, , kind] = process.argv
await tellAndEnd(() => start(kind))
