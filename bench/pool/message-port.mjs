/** What items over a channel of Node's threads take at the least: a message each, and nothing else. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { streamed } from './streamed.mjs'
import { takeFromPort } from './take.mjs'

const SCRIPT = new URL('workers/message-port.mjs', import.meta.url)

class Thread {
  #worker = new Worker(SCRIPT)

  check() {
    return once(this.#worker, 'online')
  }

  items(count, ms) {
    const stream = (total, take) =>
      takeFromPort(total, take, (value, moved) => this.#worker.postMessage(value, moved))
    return streamed(stream, count, ms)
  }

  close() {
    return this.#worker.terminate()
  }
}

export const open = () => new Thread()
