/** The memory of a process that has done so many steps: `parent.mjs <steps>`. Nothing is loaded before its step. */
const [, , count] = process.argv

/** How long a pool that has worked is left alone, and how many calls it gets before; as where it is measured. */
const REST = 500
const CALLS = 200
const WORKERS = 2

const STEPS = [
  async () => {
    const { rehearse } = await import('../../pool/rehearsal.mjs')
    const { collect } = await import('../../pool/collect.mjs')
    await rehearse(WORKERS)
    collect()
  },
  async () => {
    await import('node:child_process')
    await import('node:net')
    await import('node:stream')
  },
  () => import('../../../dist/index.js'),
  async () => {
    const { Pool } = await import('../../../dist/index.js')
    const { Subject } = await import('../../pool/subject.mjs')
    const { functionsOf } = await import('../../pool/functions.mjs')
    const { setTimeout } = await import('node:timers/promises')
    const module = new Pool({ limit: WORKERS }).invoke(
      new URL('../../pool/task.mjs', import.meta.url),
    )
    const subject = new Subject(functionsOf(module), WORKERS)
    await subject.settle()
    for (let i = 0; i < CALLS; i++) await subject.noop()
    await setTimeout(REST)
  },
]

for (const step of STEPS.slice(0, Number(count))) await step()
const rss = process.memoryUsage.rss()
const { collect } = await import('../../pool/collect.mjs')
collect()
const { heapUsed } = process.memoryUsage()
const { tellAndEnd } = await import('../tell.mjs')
await tellAndEnd(() => Promise.resolve({ rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 }))
