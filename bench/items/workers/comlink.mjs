import { parentPort } from 'node:worker_threads'
// By its file: the bare name gives Node another build, whose symbols are not the adapter's.
import { expose } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { makeItem } from './item.mjs'

expose(
  {
    ping: () => true,
    async awaiting(count, take) {
      for (let i = 0; i < count; i++) await take(makeItem(i))
    },
    async atOnce(count, take) {
      const calls = []
      for (let i = 0; i < count; i++) calls.push(take(makeItem(i)))
      await Promise.all(calls)
    },
  },
  nodeEndpoint(parentPort),
)
