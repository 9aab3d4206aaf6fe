/** A worker's entry as users write it. */
import { expose } from 'invoke/worker'

expose({
  './modules/native.js': () => import('./modules/native.js'),
  './modules/faults.js': () => import('./modules/faults.js'),
  './modules/sharing.js': () => import('./modules/sharing.js'),
  './modules/loader.js': () => import('./modules/loader.js'),
  promised: () => ({ default: Promise.resolve({ answer: () => 42 }) }),
  broken: () => Promise.reject(new RangeError('cannot be had')),
})
