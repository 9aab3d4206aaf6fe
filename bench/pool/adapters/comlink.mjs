import { Worker } from 'node:worker_threads'
// By its file: the bare name gives Node another build, whose symbols are not the adapter's.
import { proxy, wrap } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { openSlots } from '../slots.mjs'

const script = new URL('../workers/comlink.mjs', import.meta.url)

export const open = (workers) => {
  const { slots, ...pool } = openSlots(workers, () => {
    const worker = new Worker(script)
    return { api: wrap(nodeEndpoint(worker)), close: () => worker.terminate() }
  })
  return {
    ...pool,
    stream: (count, take) =>
      slots[0].api.giveItems(
        count,
        proxy((item) => {
          take(item)
        }),
      ),
  }
}
