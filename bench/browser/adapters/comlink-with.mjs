import { proxy, releaseProxy, transfer, wrap } from 'comlink'
import { functions } from '../../pool/functions.mjs'

/** @param endpoint a worker, or the port of one */
export const openWith = (endpoint, close) => {
  const api = wrap(endpoint)
  return {
    ...functions(
      (name) =>
        (...args) =>
          api[name](...args),
    ),
    fail: () => api.fail(),
    move: (buffer) => api.move(transfer(buffer, [buffer])),
    stream: (count, take) => api.give(count, proxy(take)),
    streamHeld: async (count, take) => {
      const items = await api.items(count)
      for (;;) {
        const { done, value } = await items.next()
        if (done) break
        take(value)
      }
      items[releaseProxy]()
    },
    close,
  }
}
