import { functions } from '../../pool/functions.mjs'

const none = []

/** Calls by bare messages: a number, and a promise for each. */
export class Calls {
  #post
  #calls = new Map()
  #last = 0

  /** @param post takes a message and what it moves */
  constructor(post) {
    this.#post = post
  }

  /** @returns the methods that all adapters have */
  methods(close) {
    return {
      ...functions((name) => (value) => this.#call(name, value)),
      fail: () => this.#call('fail'),
      move: (buffer) => this.#call('move', buffer, [buffer]),
      stream: (count, take) => this.#call('items', count, none, take),
      close,
    }
  }

  answered([id, kind, value]) {
    const { resolve, reject, take } = this.#calls.get(id)
    if (kind === 'item') return take(value)
    this.#calls.delete(id)
    return kind === 'error' ? reject(value) : resolve(value)
  }

  #call(name, argument, moved = none, take) {
    return new Promise((resolve, reject) => {
      const id = ++this.#last
      this.#calls.set(id, { resolve, reject, take })
      this.#post([id, name, argument], moved)
    })
  }
}
