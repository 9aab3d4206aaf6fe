import { spawn, Transfer, Worker } from 'threads'
import { functions } from '../../pool/functions.mjs'

export const start = () =>
  spawn(new Worker(new URL('../workers/threads.js', import.meta.url), { type: 'module' }))

/** The same with a thread, and with one that a pool lends. */
export const METHODS = {
  ...functions(
    (name) =>
      (thread, ...args) =>
        thread[name](...args),
  ),
  fail: (thread) => thread.fail(),
  move: (thread, buffer) => thread.move(Transfer(buffer, [buffer])),
  stream: (thread, count, take) =>
    new Promise((resolve, reject) => {
      // In the same turn: who comes later may lose the first events, or the end.
      thread.items(count).subscribe(take, reject, resolve)
    }),
}
