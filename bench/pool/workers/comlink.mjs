import { parentPort } from 'node:worker_threads'
// By its file: the bare name gives Node another build, whose symbols are not the adapter's.
import { expose } from 'comlink/dist/esm/comlink.mjs'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import * as task from '../task.mjs'

expose(
  {
    ...task,
    // To wait for each would take a round trip for each.
    giveItems: async (count, take) => {
      const calls = []
      for (const item of task.items(count)) calls.push(take(item))
      await Promise.all(calls)
    },
  },
  nodeEndpoint(parentPort),
)
