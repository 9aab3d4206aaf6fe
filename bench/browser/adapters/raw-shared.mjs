import { openEach } from './raw-port.mjs'

export const open = () => {
  const url = new URL('../workers/raw-shared.js', import.meta.url)
  // A name of its own: else it would be the worker of the last time.
  const { port } = new SharedWorker(url, { type: 'module', name: String(Math.random()) })
  return openEach(port, () => port.close())
}
