import { Worker } from 'node:worker_threads'
import { Driver } from './driver.mjs'
import { now } from './now.mjs'

const startClock = (dues, make, fail) => {
  const clock = new Worker(new URL('clock.mjs', import.meta.url), { workerData: dues })
  clock.on('error', fail)
  clock.on('message', make)
  return () => clock.terminate()
}

export const nodeDriver = new Driver(now, startClock)
