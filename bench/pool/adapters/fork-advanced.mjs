import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { functions, listOf } from '../functions.mjs'
import { least } from '../slots.mjs'
import { takeAll } from '../take.mjs'

const script = fileURLToPath(new URL('../workers/fork.mjs', import.meta.url))

class Child {
  outstanding = 0
  /** Told each item of a stream. */
  take = () => undefined
  #calls = new Map()
  #process
  #count = 0

  constructor(serialization) {
    this.#process = fork(script, [], { serialization })
    this.#process.on('message', ({ id, value, item }) => {
      if (id === undefined) {
        this.take(item)
        return
      }
      const { resolve } = this.#calls.get(id)
      this.#calls.delete(id)
      this.outstanding--
      resolve(value)
    })
    this.#process.on('exit', () => {
      for (const { reject } of this.#calls.values()) reject(new Error('a child has ended'))
    })
  }

  call(name, values) {
    const id = this.#count++
    this.outstanding++
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#process.send({ id, name, values })
    })
  }

  kill() {
    this.#process.kill('SIGKILL')
  }
}

/** @param serialization of Node's own channel */
export const openWith = (serialization) => (workers) => {
  const children = Array.from({ length: workers }, () => new Child(serialization))
  return {
    ...functions((name) => (value) => least(children).call(name, listOf(value))),
    stream: (count, take) =>
      takeAll(count, take, (each) => {
        children[0].take = each
        return children[0].call('tellItems', [count])
      }),
    close: () => {
      for (const child of children) child.kill()
    },
  }
}

export const open = openWith('advanced')
