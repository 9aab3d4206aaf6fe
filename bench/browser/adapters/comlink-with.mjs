import { proxy, releaseProxy, transfer, wrap } from 'comlink'

/** @param endpoint a worker, or the port of one */
export const openWith = (endpoint, close) => {
  const api = wrap(endpoint)
  return {
    noop: () => api.noop(),
    echo: (value) => api.echo(value),
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
