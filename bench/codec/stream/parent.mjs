/** One contender in a process of its own: gets the graph a few times, and prints what that took. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { deserialize } from 'node:v8'

const [way, count, times] = process.argv.slice(2)

/** A bare child; gives a function that gets the graph. */
const bare = async (stdio) => {
  const child = spawn(
    process.execPath,
    [new URL('child.mjs', import.meta.url).pathname, way, count],
    { stdio, serialization: 'advanced' },
  )
  await once(child, 'message')
  return child
}

const contenders = {
  invoke: async () => {
    const { Pool } = await import('../../../dist/index.js')
    const pool = new Pool({ limit: 1 })
    const worker = pool.invoke(new URL('graph.mjs', import.meta.url))
    await worker.prepare(Number(count))
    return { get: () => worker.get(), end: () => pool.kill() }
  },
  send: async () => {
    const child = await bare(['inherit', 'inherit', 'inherit', 'ipc'])
    return {
      get: async () => {
        child.send('get')
        const [graph] = await once(child, 'message')
        return graph
      },
      end: () => child.kill(),
    }
  },
  serialize: async () => {
    const child = await bare(['inherit', 'inherit', 'inherit', 'ipc', 'pipe'])
    const get = () =>
      new Promise((resolve) => {
        const chunks = []
        let size = 0
        const take = (chunk) => {
          chunks.push(chunk)
          size += chunk.length
          const first = chunks[0]
          if (size < 4 || size < 4 + first.readUInt32LE(0)) return
          child.stdio[4].off('data', take)
          resolve(deserialize(Buffer.concat(chunks).subarray(4)))
        }
        child.stdio[4].on('data', take)
        child.send('get')
      })
    return { get, end: () => child.kill() }
  },
}

const { get, end } = await contenders[way]()
const runs = []
for (let i = 0; i < Number(times); i++) {
  globalThis.gc?.()
  await wait(200)
  let longest = 0
  let last = performance.now()
  const ticker = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  const before = performance.now()
  const graph = await get()
  const wall = performance.now() - before
  await wait(5)
  clearInterval(ticker)
  if (graph.length !== Number(count) || graph.at(-1).id !== Number(count) - 1) {
    throw new Error('the graph did not arrive')
  }
  runs.push({ wall, longest, rss: process.memoryUsage.rss() / 2 ** 20 })
}
console.log(JSON.stringify(runs))
await end()
process.exit(0)
