import { openBatched } from './raw-port.mjs'

export const open = () => {
  const worker = new Worker(new URL('../workers/raw-batched.js', import.meta.url), {
    type: 'module',
  })
  return openBatched(worker, () => worker.terminate())
}
