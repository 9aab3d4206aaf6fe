import { openWith } from './comlink-with.mjs'

export const open = () => {
  const worker = new Worker(new URL('../workers/comlink.js', import.meta.url), { type: 'module' })
  return openWith(worker, () => worker.terminate())
}
