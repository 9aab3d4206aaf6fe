// By path: a package with a package.json of its own, as bench/ is, cannot refer to its parent by name.
import { invoke, Pool } from '../../../dist/browser.js'
import { functions } from '../../pool/functions.mjs'

/** @param options of the pool */
export const openWith = (options) => {
  const pool = new Pool(options)
  const task = pool.invoke('task')
  const stream = async (count, take) => {
    for await (const item of task.items(count)) take(item)
  }
  return {
    ...functions(
      (name) =>
        (...args) =>
          task[name](...args),
    ),
    fail: () => task.fail(),
    move: (buffer) => task.move(invoke.transfer(buffer)),
    stream,
    // It always does that.
    streamHeld: stream,
    close: () => pool.kill({ force: true }),
  }
}

export const worker = ({ name }) =>
  new Worker(new URL('../workers/invoke.js', import.meta.url), { type: 'module', name })
