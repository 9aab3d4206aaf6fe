import { openBatched } from './raw-port.mjs'

export const open = () => {
  const url = new URL('../workers/raw-shared-batched.js', import.meta.url)
  // A name of its own: else it would be the worker of the last time.
  const { port } = new SharedWorker(url, { type: 'module', name: String(Math.random()) })
  return openBatched(port, () => port.close())
}
