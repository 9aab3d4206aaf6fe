import { openWith } from './comlink-with.mjs'

export const open = () => {
  const url = new URL('../workers/comlink-shared.js', import.meta.url)
  // A name of its own: else it would be the worker of the last time.
  const { port } = new SharedWorker(url, { type: 'module', name: String(Math.random()) })
  return openWith(port, () => port.close())
}
