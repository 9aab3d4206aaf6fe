import { Worker } from 'node:worker_threads'
import { newMessagePortRpcSession } from 'capnweb'
import { openSlots } from '../slots.mjs'

const script = new URL('../workers/capnweb.mjs', import.meta.url)

export const open = (workers) => {
  const { slots, ...pool } = openSlots(workers, () => {
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(script, { workerData: port2, transferList: [port2] })
    return { api: newMessagePortRpcSession(port1), close: () => worker.terminate() }
  })
  return {
    ...pool,
    stream: async (count, take) => {
      for await (const item of await slots[0].api.streamed(count)) take(item)
    },
  }
}
