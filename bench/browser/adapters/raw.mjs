import { openEach } from './raw-port.mjs'

export const open = () => {
  const worker = new Worker(new URL('../workers/raw.js', import.meta.url), { type: 'module' })
  return openEach(worker, () => worker.terminate())
}
