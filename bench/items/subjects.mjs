/**
 * Ways to bring many small items from a worker to its caller. Each starts its worker before the clock,
 * and gives the milliseconds and the items.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { proxy, wrap } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { Pool } from '../../dist/index.js'
import { spawn, Thread, Worker as ThreadsWorker } from 'threads'

const file = (name) => new URL(`./workers/${name}.mjs`, import.meta.url)

const clock = async (collect) => {
  const items = []
  const start = performance.now()
  await collect(items)
  return { milliseconds: performance.now() - start, items }
}

const withInvoke = (collect) => async (count) => {
  const pool = new Pool({ limit: 1 })
  try {
    const module = await pool.load(file('generator'))
    return await clock((items) => collect(module, count, items))
  } finally {
    await pool.kill({ force: true })
  }
}

const iterate = async (source, items) => {
  for await (const item of source) items.push(item)
}

const threads = async (count) => {
  // Only by a path relative to this file.
  const list = await spawn(new ThreadsWorker('./workers/threads.mjs'))
  try {
    return await clock(
      (items) =>
        new Promise((resolve, reject) => {
          // In the same turn: who comes later may lose the first events, or the end.
          list(count).subscribe((item) => items.push(item), reject, resolve)
        }),
    )
  } finally {
    await Thread.terminate(list)
  }
}

const withComlink = (method) => async (count) => {
  const worker = new Worker(file('comlink'))
  const api = wrap(nodeEndpoint(worker))
  try {
    // Only an answer tells that it has started.
    await api.ping()
    return await clock((items) => {
      const take = proxy(async (item) => {
        items.push(item)
      })
      return api[method](count, take)
    })
  } finally {
    await worker.terminate()
  }
}

const withSend = (serialization) => async (count) => {
  const child = fork(fileURLToPath(file('send')), [], { execArgv: [], serialization })
  const exit = once(child, 'exit')
  try {
    await once(child, 'message')
    return await clock(
      (items) =>
        new Promise((resolve, reject) => {
          child.on('message', (item) => {
            if (items.push(item) === count) resolve()
          })
          child.on('exit', () => reject(new Error('the child has ended')))
          child.send(count)
        }),
    )
  } finally {
    child.kill()
    await exit
  }
}

export const subjects = {
  'invoke, generator': withInvoke((module, count, items) => iterate(module.items(count), items)),
  'invoke, async generator': withInvoke((module, count, items) =>
    iterate(module.itemsLater(count), items),
  ),
  'invoke, observable': withInvoke(
    (module, count, items) =>
      new Promise((resolve, reject) => {
        void module.observed(count).then((observable) => {
          observable.subscribe((item) => items.push(item), reject, resolve)
        })
      }),
  ),
  'process.send each (json)': withSend('json'),
  'process.send each (advanced)': withSend('advanced'),
  'threads.js observable': threads,
  'comlink callback, at once': withComlink('atOnce'),
  'comlink callback, awaited': withComlink('awaiting'),
}
