/** How many messages go in one, at most. */
const MOST = 256

/** Many messages in one: those of a turn together. */
export class Batch {
  #port
  #messages = []
  #moved = []
  #flush = () => {
    if (this.#messages.length > 0) this.#send()
  }

  constructor(port) {
    this.#port = port
  }

  add(message, moved) {
    if (this.#messages.push(message) === 1) queueMicrotask(this.#flush)
    if (moved.length > 0) this.#moved.push(...moved)
    if (this.#messages.length === MOST) this.#send()
  }

  #send() {
    this.#port.postMessage(this.#messages, this.#moved)
    this.#messages = []
    this.#moved = []
  }
}
